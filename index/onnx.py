"""Running an ONNX model on a CPU, one sequence at a time, several at once."""

import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime as ort
from numpy.typing import NDArray

from index.shipped import verified

Output = NDArray[np.float32]


class OnnxModel:
    """A model whose inputs are ``ids`` and ``mask``, int64, [1, length].

    Every sequence runs alone, on one thread, and ``threads`` of them run side by side.
    Dynamic int8 quantization takes its scale from the whole input: in a batch, a passage's
    scores would depend on its neighbours (by up to 4 logits, measured). Alone they do not,
    nothing is spent on padding, and no thread waits for another inside an operator, which
    on cores that are shared with other workers is what costs most.
    """

    def __init__(self, path: Path, threads: int = 0) -> None:
        """``threads``: how many sequences run at once; 0 for one per core.

        :raises ModelDamaged: when the file is missing or has another checksum.
        """
        options = ort.SessionOptions()
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        self._session = ort.InferenceSession(
            str(verified(path)), sess_options=options, providers=["CPUExecutionProvider"]
        )
        self._pool = ThreadPoolExecutor(threads or _cores(), thread_name_prefix=path.stem)
        self.output_size: Any = self._session.get_outputs()[0].shape[-1]

    def run(self, rows: Sequence[Sequence[int]]) -> list[list[Output]]:
        """For each row of piece ids the model's outputs, without the batch dimension."""
        if len(rows) == 1:
            return [self._run_one(rows[0])]
        # The longest first: one that began last would keep all other cores waiting.
        order = sorted(range(len(rows)), key=lambda number: -len(rows[number]))
        outputs = self._pool.map(self._run_one, [rows[number] for number in order])
        by_number = dict(zip(order, outputs, strict=True))
        return [by_number[number] for number in range(len(rows))]

    def _run_one(self, row: Sequence[int]) -> list[Output]:
        ids = np.array([row], dtype=np.int64)
        outputs = self._session.run(None, {"ids": ids, "mask": np.ones_like(ids)})
        return [output[0] for output in outputs]


def _cores() -> int:
    """The cores that this process may use, which in a container are not all there are."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
