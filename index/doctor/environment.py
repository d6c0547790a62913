"""What the index stands on: the models' files and the versions of the libraries."""

import platform
import sqlite3
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from index.doctor.check import Check, checked
from index.errors import ModelDamaged
from index.shipped import listed, verified

_LIBRARIES = ("citeqa", "haystack-ai", "faiss-cpu", "onnxruntime")


def check_versions() -> Check:
    """The versions that a report of a fault should name; never a problem."""
    own = {"python": platform.python_version(), "sqlite": sqlite3.sqlite_version}
    found = {name: _version(name) for name in _LIBRARIES} | own
    return Check("versions", True, ", ".join(f"{name} {each}" for name, each in found.items()))


def check_models(folder: Path) -> Check:
    """The files of a model folder against ``SHA256SUMS`` in it; without one, they are
    somebody's own and taken as they are."""
    sums = folder / "SHA256SUMS"
    if folder.is_dir() and not sums.is_file():
        return Check("models", True, f"{folder}: no SHA256SUMS, so nothing to compare with")
    return checked("models", _damaged(folder), f"{folder}: all files match SHA256SUMS")


def _damaged(folder: Path) -> Iterator[str]:
    for name in listed(folder / "SHA256SUMS"):
        try:
            verified(folder / name)
        except ModelDamaged as error:
            yield str(error)


def _version(distribution: str) -> str:
    try:
        return version(distribution)
    except PackageNotFoundError:
        return "not installed"
