"""A stream, and how much of it is behind."""

import os
import stat
from typing import BinaryIO


class ReadStream:
    """A binary stream whose lines are read one by one; ``done``: bytes read so far,
    ``total``: bytes that there are, ``None`` for a pipe."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self.name = str(getattr(stream, "name", "<stdin>"))
        self.done = 0
        self.total = _size(stream)

    def readline(self, size: int = -1, /) -> bytes:
        """The next line, or ``size`` bytes of it; empty at the end."""
        line = self._stream.readline(size)
        self.done += len(line)
        return line


def _size(stream: BinaryIO) -> int | None:
    try:
        found = os.fstat(stream.fileno())
    except OSError:
        return None  # what a test puts in the place of standard input
    return found.st_size if stat.S_ISREG(found.st_mode) else None
