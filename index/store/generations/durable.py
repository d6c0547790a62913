"""Texts and arrays in files that are on the disk once they are written."""

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.durable import sync


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
