"""One generation, opened: everything that a search needs but the rows themselves."""

import sqlite3
from pathlib import Path

import faiss
import numpy as np
from numpy.typing import NDArray

from index.errors import GenerationUnusable
from index.store.generations.durable import map_array
from index.store.generations.fields import Fields
from index.store.generations.manifest import Manifest, read_manifest, verify
from index.store.generations.postings import MappedPostings

NUMBERS, LACKING, VECTORS, TRAINED = "numbers.npy", "lacking.npy", "vectors.faiss", "trained.faiss"


class Generation:
    """Passages by place, 0 to ``len(numbers)`` - 1, in the order of their row numbers.

    All arrays are mapped from files that never change: processes share one copy in memory,
    and what is not used is not read.
    """

    def __init__(self, folder: Path, manifest: Manifest) -> None:
        self.folder = folder
        self.manifest = manifest
        #: Row numbers, ascending; int64 [passages].
        self.numbers: NDArray[np.int64] = map_array(folder / NUMBERS)
        #: The places of passages without a vector; int64.
        self.lacking: NDArray[np.int64] = map_array(folder / LACKING)
        self.postings = MappedPostings(folder)
        self.fields = Fields(folder)
        self.vectors: faiss.Index | None = None
        if manifest.vectors:
            self.vectors = faiss.read_index(str(folder / VECTORS), faiss.IO_FLAG_MMAP_IFC)

    def __len__(self) -> int:
        return self.manifest.passages


def open_generation(folder: Path) -> Generation:
    """The generation in ``folder``, after a comparison of every file with its checksum.

    :raises GenerationUnusable: when it is not whole, or not as it was written.
    """
    manifest = read_manifest(folder)
    verify(folder, manifest)
    try:
        opened = Generation(folder, manifest)
    except (OSError, ValueError, RuntimeError, sqlite3.Error) as error:
        raise GenerationUnusable(folder, str(error)) from error
    sizes = {len(opened.numbers), len(opened.postings.lengths), manifest.passages}
    if opened.vectors is not None:
        sizes.add(int(opened.vectors.ntotal))
    if len(sizes) > 1:
        raise GenerationUnusable(folder, f"its files are of different sizes: {sorted(sizes)}")
    return opened
