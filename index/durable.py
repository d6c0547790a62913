"""Files that are there whole and for good, or not at all."""

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory


@contextmanager
def whole(file: Path) -> Iterator[Path]:
    """A path to write at; what is there when the block ends becomes ``file``.

    When the block raises, ``file`` is as it was.

    :raises OSError: when the folder cannot be written to.
    """
    # Through a link, as any program would write there.
    file = Path(os.path.realpath(file))
    if not file.parent.is_dir():
        raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), str(file.parent))
    # Beside it, since a rename stays within one file system; in a folder, since SQLite
    # puts files of its own next to those that it writes.
    with TemporaryDirectory(prefix=".citeqa-", dir=file.parent) as folder:
        made = Path(folder, file.name)
        yield made
        move(made, file)


def move(made: Path, file: Path) -> None:
    """Put ``made`` in the place of ``file``, in one step that a power cut does not undo."""
    sync(made)
    made.replace(file)
    sync(file.parent)


def sync(path: Path) -> None:
    """Wait until a file, or the names in a folder, are on the disk."""
    opened = os.open(path, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
