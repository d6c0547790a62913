"""The folder of generations: which there are, and who may make the next."""

import fcntl
import os
import shutil
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from index.durable import sync
from index.errors import StoreUnavailable
from index.store.generations.manifest import Manifest

NAME = "generations"

_UNFINISHED = "unfinished-"
_LOCK = "lock"


class GenerationFolder:
    """``DATA_DIR/generations``: one folder for each generation, and a lock for makers."""

    def __init__(self, data_dir: Path) -> None:
        self.path = data_dir / NAME

    def start(self) -> Path:
        """An empty folder for the generation that its caller, who has the lock, makes. What
        others have left unfinished goes."""
        for left in self.path.glob(f"{_UNFINISHED}*"):
            shutil.rmtree(left, ignore_errors=True)
        begun = self.path / f"{_UNFINISHED}{uuid.uuid4().hex[:12]}"
        begun.mkdir()
        return begun

    def name(self, begun: Path, manifest: Manifest) -> str:
        """Give a finished folder its name, durable at the end."""
        sync(begun)
        name = f"{manifest.last_passage:012d}-{manifest.last_removal:012d}-{begun.name[-12:]}"
        begun.rename(self.path / name)
        sync(self.path)
        return name

    def keep_only(self, name: str) -> None:
        """Remove all others. Processes that still use one have mapped its files, which is
        enough."""
        for folder in self.finished():
            if folder.name != name:
                shutil.rmtree(folder, ignore_errors=True)

    def tidy(self, in_use: Callable[[], str]) -> list[str]:
        """Remove what is neither the generation ``in_use`` nor being made; returns the names."""
        if not self.path.is_dir():
            return []
        with self.making() as lock:
            name = in_use()  # asked here, where nobody can make another one
            others = [each for each in self.path.iterdir() if each.is_dir() and each.name != name]
            for folder in others if lock is not None else ():
                shutil.rmtree(folder, ignore_errors=True)
        return [folder.name for folder in others if not folder.exists()]

    def remove(self, folder: Path) -> None:
        """Remove one that cannot be used."""
        shutil.rmtree(folder, ignore_errors=True)

    @contextmanager
    def making(self) -> Iterator[int | None]:
        """The right to make a generation, as an open file that a child may inherit, or
        ``None`` while another process has it.

        :raises StoreUnavailable: when the folder cannot be written.
        """
        lock = self._locked_file()
        try:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                yield None
            else:
                yield lock
        finally:
            os.close(lock)

    def _locked_file(self) -> int:
        try:
            if not self.path.is_dir():
                self.path.mkdir(exist_ok=True)
                sync(self.path.parent)
            return os.open(self.path / _LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o666)
        except OSError as error:
            raise StoreUnavailable(f"{self.path}: {error.strerror}.") from error

    def finished(self) -> list[Path]:
        """The folders that have their name."""
        try:
            found = list(self.path.iterdir())
        except OSError:
            return []
        return [each for each in found if each.is_dir() and not each.name.startswith(_UNFINISHED)]
