"""The figures as the Markdown tables of ``docs/operations.md``."""

from collections.abc import Sequence

from benchmarks.tables import Row

_COUNTS = ("requests", "answered", "refused (503)", "lost")


def overload_table(rows: Sequence[Row]) -> str:
    """Of ``overload``'s rows."""
    head = ["load", *_COUNTS, "answered a second", "of capacity"]
    head += ["answered: p50, p99", "refused: p50, p99"]
    lines = [
        [
            row["load"],
            *(row[name] for name in _COUNTS),
            row["answered/s"],
            row.get("of capacity", ""),
            _latency(row, "answered"),
            _latency(row, "refused"),
        ]
        for row in rows
        if "answered/s" in row
    ]
    return _markdown(head, lines)


def reload_table(rows_by_title: dict[str, Sequence[Row]]) -> str:
    """Of ``reloading``'s rows, by what happened meanwhile."""
    head = ["", "connections", *_COUNTS, "answered: p50, p99", "workers replaced"]
    lines = []
    for title, (*loads, replaced) in rows_by_title.items():
        for row in loads:
            counts = [row[name] for name in _COUNTS]
            latency = _latency(row, "answered")
            lines.append([title, row["connections"], *counts, latency, replaced["requests"]])
    return _markdown(head, lines)


def _latency(row: Row, name: str) -> str:
    if f"{name} p50 ms" not in row:
        return ""
    last = f"{name} p99 ms"
    most, prefix = (row[last], "") if last in row else (row[f"{name} max ms"], "max ")
    return f"{_time(row[f'{name} p50 ms'])}, {prefix}{_time(most)}"


def _time(ms: str | int | float) -> str:
    return f"{ms} ms" if float(ms) < 100 else f"{float(ms) / 1000:.1f} s"


def _markdown(head: Sequence[object], lines: Sequence[Sequence[object]]) -> str:
    every = [head, ["---"] * len(head), *lines]
    return "\n".join(f"| {' | '.join(map(str, line))} |" for line in every)
