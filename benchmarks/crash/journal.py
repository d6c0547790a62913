"""What a process was about to do, and what it was told had been done."""

import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any

#: Editions by article; ``None`` where there is no article.
State = Mapping[str, int | None]


class Ending(StrEnum):
    """How an operation went, as far as its process lived to say."""

    DONE = "done"
    REFUSED = "refused"  # the store was busy, and nothing was written
    MISSING = "missing"  # there was nothing to delete
    OPEN = "open"  # the process was killed


@dataclass(slots=True)
class Operation:
    """A change of all of ``after`` together."""

    after: State
    ending: Ending = Ending.OPEN


@dataclass(frozen=True, slots=True)
class Observation:
    """What a check found, in place of all that was possible before."""

    state: State


@dataclass(frozen=True, slots=True)
class Complaint:
    """Something that a process saw and that must not be; ``lost`` or ``torn``."""

    kind: str
    text: str


@dataclass(slots=True)
class Journal:
    """One line for each intent and for each end; a kill takes none that was written."""

    path: Path
    _file: int = field(init=False)

    def __post_init__(self) -> None:
        self._file = os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)

    def intend(self, after: State) -> None:
        """Before anything is asked of the store."""
        self._write({"intent": dict(after)})

    def end(self, ending: Ending) -> None:
        """After the store has answered."""
        self._write({"end": ending})

    def observe(self, state: State) -> None:
        self._write({"observed": dict(state)})

    def complain(self, kind: str, text: str) -> None:
        self._write({"complaint": text, "kind": kind})

    def close(self) -> None:
        os.close(self._file)

    def _write(self, line: dict[str, Any]) -> None:
        # One call, unbuffered: the line is the kernel's before anything else happens.
        os.write(self._file, json.dumps(line).encode() + b"\n")


def read(path: Path) -> list[Operation | Observation | Complaint]:
    """A journal's entries since the last observation, in order; it says all of what was before.

    There are none when there is no journal yet.
    """
    entries = list(_entries(path)) if path.exists() else []
    seen = [at for at, entry in enumerate(entries) if isinstance(entry, Observation)]
    return entries[seen[-1] :] if seen else entries


def _entries(path: Path) -> Iterator[Operation | Observation | Complaint]:
    begun: Operation | None = None
    for line in path.read_bytes().splitlines():
        entry = json.loads(line)
        if "end" in entry and begun:
            begun.ending = Ending(entry["end"])
        elif "intent" in entry:
            begun = Operation(entry["intent"])
            yield begun
        elif "observed" in entry:
            yield Observation(entry["observed"])
        else:
            yield Complaint(entry["kind"], entry["complaint"])
