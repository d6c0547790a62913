"""What the figures were measured on."""

import os
import platform
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from sqlite3 import sqlite_version

_PACKAGES = ("faiss-cpu", "faiss-haystack", "haystack-ai", "numpy", "onnxruntime", "tokenizers")


def machine() -> dict[str, str]:
    """The processor, how much of it is free, memory, and versions."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return {
        "processor": _processor(),
        "cores": str(len(os.sched_getaffinity(0))),
        "load": " ".join(f"{each:.1f}" for each in os.getloadavg()),
        "memory GB": f"{memory / 1e9:.1f}",
        "system": platform.platform(),
        "python": platform.python_version(),
        "sqlite": sqlite_version,
        **{name: _version(name) for name in _PACKAGES},
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
    }


def _processor() -> str:
    lines = Path("/proc/cpuinfo").read_text().splitlines()
    names = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(names, platform.machine())


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "not installed"
