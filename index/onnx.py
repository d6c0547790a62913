"""Running an ONNX model on a CPU, one sequence at a time, several at once."""

import os
from collections import deque
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime as ort
from numpy.typing import NDArray

from index.clock import Deadline
from index.shipped import verified

Output = NDArray[np.float32]

#: With more seconds left, everything is as good as sure to be computed.
AMPLE = 5.0


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
        at_once = threads or _cores()
        self._pool = ThreadPoolExecutor(at_once, thread_name_prefix=path.stem)
        # So many of one call's rows are in the pool: enough that no thread is ever idle.
        self._ahead = 2 * at_once
        self.output_size: Any = self._session.get_outputs()[0].shape[-1]

    def run(self, rows: Sequence[Sequence[int]]) -> list[list[Output]]:
        """For each row of piece ids the model's outputs, without the batch dimension.

        Calls that come together take turns: a question's few sentences do not wait for all
        the passages of an article that is being stored.
        """
        if len(rows) == 1:
            return [self._run_one(rows[0])]
        by_number: dict[int, list[Output]] = {}
        submitted: deque[tuple[int, Future[list[Output]]]] = deque()
        for number in _longest_first(rows):
            if len(submitted) == self._ahead:
                first, run = submitted.popleft()
                by_number[first] = run.result()
            submitted.append((number, self._pool.submit(self._run_one, rows[number])))
        by_number |= {number: run.result() for number, run in submitted}
        return [by_number[number] for number in range(len(rows))]

    def run_until(
        self, rows: Sequence[Sequence[int]], deadline: Deadline
    ) -> list[list[Output] | None]:
        """As ``run``; ``None`` for the rows that ``deadline`` cut off.

        Where it is near, the first rows go first; where not, the longest as in ``run``, which
        is 4% faster. What is being computed at that moment is broken off, so that this
        returns at once.
        """
        options = ort.RunOptions()
        left = deadline.left()
        ample = left is None or left > AMPLE
        order = _longest_first(rows) if ample else range(len(rows))
        by_number = {n: self._pool.submit(self._run_one, rows[n], options) for n in order}
        runs = [by_number[number] for number in range(len(rows))]
        _, late = wait(runs, timeout=left)
        if late:
            options.terminate = True
            for run in late:
                run.cancel()
            wait(late)
        return [_outputs(run, cut=run in late) for run in runs]

    def _run_one(self, row: Sequence[int], options: ort.RunOptions | None = None) -> list[Output]:
        ids = np.array([row], dtype=np.int64)
        outputs = self._session.run(None, {"ids": ids, "mask": np.ones_like(ids)}, options)
        return [output[0] for output in outputs]


def _longest_first(rows: Sequence[Sequence[int]]) -> list[int]:
    """One that began last would keep all other cores waiting."""
    return sorted(range(len(rows)), key=lambda number: -len(rows[number]))


def _outputs(run: "Future[list[Output]]", *, cut: bool) -> list[Output] | None:
    if cut and (run.cancelled() or run.exception() is not None):
        return None
    return run.result()


def _cores() -> int:
    """The cores that this process may use, which in a container are not all there are."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
