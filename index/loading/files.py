"""Which files there are to load."""

import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from index.loading.outcome import LoadFailure

#: What is read inside a folder; files with other suffixes are passed over.
SUFFIXES = frozenset({".txt", ".md", ".html", ".htm", ".json", ".jsonl"})


class FoundFile(NamedTuple):
    """A file to load, and the folder that its article ids are relative to."""

    path: Path
    root: Path

    @property
    def relative_id(self) -> str:
        """The path from the root without its suffix, with ``/`` separators."""
        return self.path.relative_to(self.root).with_suffix("").as_posix()


def find_files(paths: Sequence[Path]) -> list[FoundFile | LoadFailure]:
    """The files to load from files and folders, in a stable order, each of them once.

    Folders are searched to any depth. Hidden files and linked folders are passed over.
    Never raises: a path that is missing or cannot be loaded is a :class:`LoadFailure` in the
    list, and so is a link that leads out of the folder.
    """
    found = dict.fromkeys(item for path in paths for item in _at(path))
    # Overlapping arguments may name one file twice; the first mention decides its root.
    once: dict[str, FoundFile | LoadFailure] = {}
    for item in found:
        once.setdefault(str(item.path) if isinstance(item, FoundFile) else item.file, item)
    return list(once.values())


def _at(path: Path) -> Iterator[FoundFile | LoadFailure]:
    absolute = path.absolute()
    try:
        if absolute.is_dir():
            yield from _inside(absolute.resolve())
        else:
            yield _single(absolute)
    except (OSError, ValueError) as error:
        yield _failure(absolute, f"cannot be read: {reason_of(error)}")


def _single(path: Path) -> FoundFile | LoadFailure:
    if not path.exists():
        return _failure(path, "does not exist")
    if path.suffix.lower() not in SUFFIXES:
        return _failure(path, f"is none of {', '.join(sorted(SUFFIXES))}")
    parent = path.parent.resolve()
    return _checked(FoundFile(parent / path.name, parent))


def _inside(root: Path) -> Iterator[FoundFile | LoadFailure]:
    failures: list[OSError] = []
    files: list[Path] = []
    for folder, below, names in os.walk(root, onerror=failures.append):
        below[:] = [name for name in below if not name.startswith(".")]
        shown = [Path(folder, name) for name in names if not name.startswith(".")]
        files += [path for path in shown if path.suffix.lower() in SUFFIXES]
        # The walk does not enter them; where they lead is looked at below.
        files += [link for name in below if (link := Path(folder, name)).is_symlink()]
    for path in sorted(files, key=lambda path: path.relative_to(root).parts):
        if not _stays_in(root, path):
            yield _failure(path, "is a link that leads out of the folder")
        elif not path.is_dir():
            yield _checked(FoundFile(path, root))
    for error in failures:
        yield _failure(Path(error.filename), f"cannot be read: {reason_of(error)}")


def _stays_in(root: Path, path: Path) -> bool:
    # Not Path.resolve(), which raises on links that go round in circles.
    return Path(os.path.realpath(path)).is_relative_to(root)


def _checked(found: FoundFile) -> FoundFile | LoadFailure:
    try:
        str(found.path).encode()
    except UnicodeEncodeError:
        return _failure(found.path, "has a name that is not UTF-8")
    # A pipe or a device could be read for ever.
    if found.path.exists() and not found.path.is_file():
        return _failure(found.path, "is not a regular file")
    return found


def _failure(path: Path, reason: str) -> LoadFailure:
    return LoadFailure(os.fsencode(path).decode(errors="replace"), None, reason)


def reason_of(error: OSError | ValueError) -> str:
    """The error in words, without its number and path."""
    return (error.strerror if isinstance(error, OSError) else None) or str(error)
