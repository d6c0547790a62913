"""Writing files so that they are whole, whatever happens."""

import os
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray


def write_text(path: Path, text: str) -> None:
    """Write a new file and wait until it is on the disk."""
    path.write_text(text, encoding="utf-8")
    sync(path)


def write_array(path: Path, values: NDArray[Any]) -> None:
    """The same for an array, in NumPy's format."""
    np.save(path, values, allow_pickle=False)
    sync(path)


def map_array(path: Path) -> NDArray[Any]:
    """An array that ``write_array`` wrote, mapped into memory and read-only."""
    mapped: NDArray[Any] = np.load(path, mmap_mode="r", allow_pickle=False)
    return mapped


def sync(path: Path) -> None:
    """Wait until a file, or the names in a folder, are on the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
