"""What may be in a store, by what its processes wrote down."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from benchmarks.crash.journal import Complaint, Ending, Observation, Operation, State

#: The editions that an article may be found in.
Possible = dict[str, set[int | None]]


@dataclass(slots=True)
class Expectation:
    """``possible``: one edition where the last change was acknowledged, two where a process
    was killed at it. ``together``: such changes of several articles, all of which are to be
    found, or none. ``lost``: what was noticed to be gone while the processes ran.
    """

    possible: Possible = field(default_factory=dict)
    together: list[State] = field(default_factory=list)
    acknowledged: int = 0
    cut: int = 0
    lost: list[str] = field(default_factory=list)
    torn: list[str] = field(default_factory=list)

    @classmethod
    def of(cls, journals: Iterable[Iterable[Operation | Observation | Complaint]]) -> "Expectation":
        """What journals of processes that each have articles of their own lead to expect."""
        found = cls()
        for journal in journals:
            for entry in journal:
                found._take(entry)
        return found

    def _take(self, entry: Operation | Observation | Complaint) -> None:
        if isinstance(entry, Complaint):
            (self.lost if entry.kind == "lost" else self.torn).append(entry.text)
        elif isinstance(entry, Observation):
            self.possible |= {name: {number} for name, number in entry.state.items()}
        else:
            self._change(entry)

    def _change(self, operation: Operation) -> None:
        if operation.ending is Ending.REFUSED:
            return
        # What was changed again, or perhaps so, says nothing of the earlier change any more.
        self.together = [_without(each, operation.after) for each in self.together]
        if operation.ending is Ending.OPEN:
            self.cut += 1
            # Where an article was perhaps so before, it does not tell.
            telling = {n: e for n, e in operation.after.items() if e not in self._of(n)}
            self.together.append(telling)
            for name, number in operation.after.items():
                self._of(name).add(number)
            return
        self.acknowledged += bool(operation.after)  # a question changes nothing
        for name, number in operation.after.items():
            if operation.ending is Ending.MISSING and None not in self._of(name):
                self.lost.append(f"{name}: was acknowledged, and there was nothing to delete")
            self.possible[name] = {number}

    def _of(self, name: str) -> set[int | None]:
        return self.possible.setdefault(name, {None})

    def must_be_there(self) -> set[str]:
        """The articles that no possible history is without."""
        return {name for name, numbers in self.possible.items() if None not in numbers}

    def apart(self, state: State) -> list[State]:
        """The changes of several articles of which ``state`` shows a part."""
        return [
            each
            for each in self.together
            if len({state.get(name) == number for name, number in each.items()}) > 1
        ]


def _without(change: State, names: State) -> State:
    return {name: number for name, number in change.items() if name not in names}
