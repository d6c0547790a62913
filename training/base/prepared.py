"""The base model in one small file, for a machine that has neither the package nor a hub.

The Latin-script part stays in the source's own 4-bit blocks: 37 MB, and nothing is lost.
"""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import numpy as np

from training.arrays import save_arrays
from training.base.blocks import EmbeddingBlocks
from training.base.packed_file import PackedFile, Shape, Stored
from training.base.vocabulary import Vocabulary
from training.errors import BaseUnreadable

#: The file's name in a folder of prepared data.
FILE = "base.npz"

_PACKED, _SCALES = ".packed", ".scales"


def write_prepared(packed: PackedFile, path: Path) -> None:
    """Write what ``read_prepared`` reads."""
    arrays: dict[str, Any] = {}
    for name, stored in packed.tensors.items():
        if isinstance(stored, EmbeddingBlocks):
            arrays[name + _PACKED], arrays[name + _SCALES] = stored.packed, stored.scales
        else:
            arrays[name] = stored
    described = {"shape": asdict(packed.shape), "pieces": packed.vocabulary.pieces}
    arrays["described"] = np.frombuffer(json.dumps(described).encode(), np.uint8)
    save_arrays(arrays, path)


def read_prepared(path: Path) -> PackedFile:
    """:raises BaseUnreadable: where ``path`` is missing or holds something else."""
    try:
        with np.load(path) as file:
            return _packed(dict(file))
    except (OSError, ValueError, KeyError, TypeError, EOFError, BadZipFile) as error:
        raise BaseUnreadable(str(path), str(error)) from error


def _packed(arrays: dict[str, Any]) -> PackedFile:
    described = json.loads(arrays.pop("described").tobytes())
    tensors: dict[str, Stored] = {}
    for name, values in arrays.items():
        if name.endswith(_PACKED):
            own = name.removesuffix(_PACKED)
            tensors[own] = EmbeddingBlocks(values, arrays[own + _SCALES])
        elif not name.endswith(_SCALES):
            tensors[name] = values
    vocabulary = Vocabulary([(piece, score) for piece, score in described["pieces"]])
    return PackedFile(Shape(**described["shape"]), vocabulary, tensors)
