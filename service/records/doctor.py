"""Whether the file of records is whole, and nobody else's to read."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from index.doctor import Check, Repair
from service.records.database import FILE_NAME

_OTHERS = 0o077


def check_records(data_dir: Path) -> Check:
    """The file in ``data_dir``; that there is none is no problem."""
    path = data_dir / FILE_NAME
    if not path.exists():
        return Check("records", True, "nothing kept: no keys")
    try:
        # Not read-only: that would fail where a server that was killed left its log.
        with closing(sqlite3.connect(path)) as connection:
            line: str = connection.execute("PRAGMA integrity_check(1)").fetchone()[0]
    except sqlite3.Error as error:
        return Check("records", False, f"{path}: {error}")
    if line != "ok":
        return Check("records", False, f"{path}: {line}; restore a copy of it")
    if readable := [file.name for file in _files(data_dir) if file.stat().st_mode & _OTHERS]:
        return Check("records", False, f"others may read {', '.join(readable)}")
    return Check("records", True, "whole, and readable by its owner alone")


def repair_records(data_dir: Path) -> Iterator[Repair]:
    """Take away the rights of others; what is in the file cannot be made again."""
    for file in _files(data_dir):
        mode = file.stat().st_mode
        if not mode & _OTHERS:
            continue
        try:
            file.chmod(mode & 0o700)
        except OSError as error:
            yield Repair("records", False, f"{file.name}: {error.strerror}")
        else:
            yield Repair("records", True, f"{file.name} is its owner's alone now")


def _files(data_dir: Path) -> list[Path]:
    return sorted(data_dir.glob(f"{FILE_NAME}*"))
