"""Making generations in a process of their own, while searches go on."""

import logging
import os
import subprocess
import sys
import threading
import time
from pathlib import Path

from index.errors import StoreUnavailable
from index.store.generations.folder import GenerationFolder
from index.store.generations.structure import Choice

#: Seconds before another attempt, after one that failed.
_PAUSE = 60.0

_ROOT = Path(__file__).parents[3]

_log = logging.getLogger(__name__)


class Builder:
    """Starts at most one maker of generations for a data directory, whoever asks."""

    def __init__(self, data_dir: Path, choice: Choice) -> None:
        self._data_dir = data_dir
        self._choice = choice
        self._running: threading.Thread | None = None
        self._not_before = 0.0

    def start(self) -> None:
        """Start one, unless one is at work or has just failed. Returns at once."""
        if self._running is not None and self._running.is_alive():
            return
        if time.monotonic() < self._not_before:
            return
        try:
            with GenerationFolder(self._data_dir).making() as lock:
                if lock is not None:
                    self._launch(lock)
        except (StoreUnavailable, OSError) as error:
            self._failed(f"cannot start: {error}")

    def _launch(self, lock: int) -> None:
        module = "index.store.generations"
        # The child inherits the open file, and the lock with it.
        process = subprocess.Popen(
            [sys.executable, "-m", module, self._data_dir.absolute(), self._choice],
            env=os.environ | {"PYTHONPATH": os.pathsep.join([str(_ROOT), *sys.path])},
            pass_fds=(lock,),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            start_new_session=True,
        )
        self._running = threading.Thread(target=self._wait, args=(process,), daemon=True)
        self._running.start()

    def _wait(self, process: "subprocess.Popen[bytes]") -> None:
        if status := process.wait():
            self._failed(f"ended with status {status}")

    def _failed(self, how: str) -> None:
        self._not_before = time.monotonic() + _PAUSE
        _log.warning("making a generation of %s %s", self._data_dir, how)
