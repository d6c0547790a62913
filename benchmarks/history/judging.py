"""Whether a history could have happened with one copy of the data, changed at one moment each."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from benchmarks.history.events import Change, History, View
from benchmarks.history.periods import Period, Periods, overlap


def faults(history: History) -> list[str]:
    """What was seen too late, too early, in the wrong order, or together and never was."""
    changes: dict[str, list[Change]] = defaultdict(list)
    for change in history.changes:
        changes[change.article_id].append(change)
    periods: dict[str, Periods] = defaultdict(lambda: Periods([]))
    periods |= {name: Periods(all_) for name, all_ in changes.items()}
    found = list(history.broken)
    for view in history.views:
        found += _judged(view, periods)
    return found + list(_steps_back(changes, history.views))


def _judged(view: View, periods: Mapping[str, Periods]) -> list[str]:
    """Each article has to have been so while the request lasted, and all of them at once."""
    alone = [
        _told(view, name, number, periods[name])
        for name, number in view.seen.items()
        if number not in periods[name].during(view.begin, view.end)
    ]
    if alone:
        return alone
    moments: list[Period] = [(view.begin, view.end)]
    for name, number in view.seen.items():
        moments = overlap(moments, periods[name].of(number))
        if not moments:
            return [f"{view.what} saw {name} as it never was together with the rest"]
    return []


def _steps_back(changes: dict[str, list[Change]], views: Sequence[View]) -> Iterator[str]:
    """Requests that saw less than others which had ended before they began.

    Deletions look alike, so they are left to ``_judged``.
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


def _told(view: View, name: str, number: int | None, periods: Periods) -> str:
    seen = "nothing" if number is None else f"edition {number}"
    possible = sorted({str(each) for each in periods.during(view.begin, view.end)})
    return f"{view.what} saw {seen} of {name}; possible were {', '.join(possible)}"
