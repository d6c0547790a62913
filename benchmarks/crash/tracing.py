"""Whether changes are on disk before they are acknowledged, by strace's account of a process.

``strace -f -y`` of write, pwrite64, fsync and fdatasync; an acknowledgement is a ``write`` to
a file of its own.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

_CALL = re.compile(r"^(?P<thread>\d+)\s+(?P<call>\w+)\(\d+<(?P<file>[^>]*)>(?P<rest>.*)$")
_RESUMED = re.compile(r"^(?P<thread>\d+)\s+<\.\.\. \w+ resumed>(?P<rest>.*)$")
_RESULT = re.compile(r"= (-?\d+)(?: [A-Z]+ \(.*\))?$")
_SYNCING = ("fsync", "fdatasync")


@dataclass(frozen=True, slots=True)
class Traced:
    """``acknowledged``: how many; ``early``: what was not on disk at one of them, ``empty``:
    those before which nothing had been written since the last one."""

    acknowledged: int
    early: list[str]
    empty: int


def traced(
    lines: Iterable[str], kept: Callable[[str], bool], acknowledges: Callable[[str], bool]
) -> Traced:
    """``kept`` are the files that have to be on disk, ``acknowledges`` the others' one."""
    reader = _Reader(kept, acknowledges)
    for line in lines:
        if (call := _CALL.match(line)) is not None:
            reader.begins(call["thread"], call["call"], call["file"])
            if "<unfinished ...>" not in call["rest"]:
                reader.ends(call["thread"], call["rest"])
        elif (resumed := _RESUMED.match(line)) is not None:
            reader.ends(resumed["thread"], resumed["rest"])
    return Traced(reader.acknowledged, reader.early, reader.empty)


@dataclass(slots=True)
class _Reader:
    kept: Callable[[str], bool]
    acknowledges: Callable[[str], bool]
    acknowledged: int = 0
    early: list[str] = field(default_factory=list)
    empty: int = 0
    #: How often each file was written to, in all, and before what was synced last.
    _writes: Counter[str] = field(default_factory=Counter)
    _synced: Counter[str] = field(default_factory=Counter)
    _told: int = 0
    #: The call that each thread is in, with the file's writes at its begin.
    _open: dict[str, tuple[str, str, int]] = field(default_factory=dict)

    def begins(self, thread: str, call: str, file: str) -> None:
        self._open[thread] = (call, file, self._writes[file])
        if call in _SYNCING:
            return
        if self.acknowledges(file):
            self._acknowledge()
        elif self.kept(file):
            self._writes[file] += 1  # some of it may be written at once

    def ends(self, thread: str, rest: str) -> None:
        call, file, before = self._open.pop(thread, ("", "", 0))
        result = _RESULT.search(rest.strip())
        if call in _SYNCING and result and result[1] == "0":
            # What came while it synced may have come too late.
            self._synced[file] = max(self._synced[file], before)
        elif call not in _SYNCING and self.kept(file):
            self._writes[file] += 1  # and some of it as late as now

    def _acknowledge(self) -> None:
        self.acknowledged += 1
        self.early += [name for name, count in self._writes.items() if count > self._synced[name]]
        written = self._writes.total()
        self.empty += written == self._told
        self._told = written
