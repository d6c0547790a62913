"""Work that only one process at a time may do on a data directory."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from index.errors import StoreBusy


@contextmanager
def alone(data_dir: Path) -> Iterator[None]:
    """:raises StoreBusy: when another process is inside such a block."""
    folder = os.open(data_dir, os.O_RDONLY)
    try:
        fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(folder)
        raise StoreBusy("Another process is reindexing or restoring this folder.") from None
    try:
        yield
    finally:
        os.close(folder)
