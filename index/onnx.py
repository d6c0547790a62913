"""Opening an ONNX model for a CPU that other workers use as well."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import onnxruntime as ort
from numpy.typing import NDArray

from index.shipped import verified

#: The padding piece of the shipped vocabulary.
PAD = 1


def open_session(path: Path, threads: int) -> ort.InferenceSession:
    """A session on ``threads`` threads; 0 takes one per core.

    :raises ModelDamaged: when the file is missing or has another checksum.
    """
    options = ort.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    # Threads spin while a run lasts (twice as fast on two cores) and stop with it: idle
    # ones must not burn the core that another worker is reading on.
    options.add_session_config_entry("session.force_spinning_stop", "1")
    return ort.InferenceSession(
        str(verified(path)), sess_options=options, providers=["CPUExecutionProvider"]
    )


def padded(
    rows: Sequence[Sequence[int]],
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """``ids`` and ``mask``, each [rows, longest], from rows of piece ids."""
    width = max(map(len, rows))
    ids = np.full((len(rows), width), PAD, dtype=np.int64)
    mask = np.zeros((len(rows), width), dtype=np.int64)
    for position, row in enumerate(rows):
        ids[position, : len(row)] = row
        mask[position, : len(row)] = 1
    return ids, mask
