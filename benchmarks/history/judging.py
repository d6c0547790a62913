"""Whether a history could have happened with one copy of the data, changed at one moment each."""

from collections import defaultdict
from collections.abc import Iterator, Sequence

from benchmarks.history.events import Change, History, View


def faults(history: History) -> list[str]:
    """What was seen too late, too early, or in the wrong order."""
    changes: dict[str, list[Change]] = defaultdict(list)
    for change in history.changes:
        changes[change.article_id].append(change)
    found = list(history.broken)
    for view in history.views:
        for name, number in view.seen.items():
            if number not in allowed(changes[name], view):
                found.append(_told(view, name, number, changes[name]))
    return found + list(_steps_back(changes, history.views))


def allowed(changes: Sequence[Change], view: View) -> set[int | None]:
    """The editions that were in force at some moment of ``view``: the last one acknowledged
    before it began, and those whose change had begun before it ended."""
    before = [at for at, each in enumerate(changes) if _told_before(each, view.begin)]
    since = changes[before[-1] :] if before else changes
    found = {each.number for each in since if each.begin <= view.end}
    return found if before else found | {None}


def _told_before(change: Change, moment: float) -> bool:
    return change.end is not None and change.end < moment


def _steps_back(changes: dict[str, list[Change]], views: Sequence[View]) -> Iterator[str]:
    """Requests that saw less than others which had ended before they began.

    Deletions look alike, so they are left to ``allowed``.
    """
    order = {
        (name, each.number): at for name, all_ in changes.items() for at, each in enumerate(all_)
    }
    newest: dict[str, tuple[int, View]] = {}
    waiting = sorted(views, key=lambda view: view.end)
    ended = 0
    for view in sorted(views, key=lambda view: view.begin):
        while ended < len(waiting) and waiting[ended].end < view.begin:
            for name, number in waiting[ended].seen.items():
                if number is not None:
                    candidate = (order.get((name, number), -1), waiting[ended])
                    newest[name] = max(newest.get(name, candidate), candidate, key=lambda e: e[0])
            ended += 1
        for name, number in view.seen.items():
            at, earlier = newest.get(name, (-1, view))
            if number is not None and order.get((name, number), -1) < at:
                yield f"{view.what} saw {name} as it was before {earlier.what} saw it"


def _told(view: View, name: str, number: int | None, changes: Sequence[Change]) -> str:
    seen = "nothing" if number is None else f"edition {number}"
    possible = sorted(map(str, allowed(changes, view)))
    return f"{view.what} saw {seen} of {name}; possible were {', '.join(possible)}"
