"""How the tables of an evaluation look, and figures in them."""

from collections.abc import Sequence

from rich.table import Table

#: The longest value with its interval: ``100.0 [100.0, 100.0]``. A terminal that is too
#: narrow must cut labels, never numbers.
WITH_INTERVAL = 20


def plain_table(title: str | None = None) -> Table:
    """A table without lines; its first column, for labels, is there already."""
    table = Table(box=None, padding=(0, 1, 0, 0), pad_edge=False, title=title, title_justify="left")
    table.add_column("", overflow="fold")
    return table


def number(value: float | None, digits: int) -> str:
    """``–`` where there is nothing to count."""
    return "–" if value is None else f"{value:.{digits}f}"


def with_interval(value: float | None, interval: Sequence[float] | None, digits: int) -> str:
    """``68.9 [61.2, 76.0]``; the value alone where there is no interval."""
    if interval is None or value is None:
        return number(value, digits)
    low, high = (number(end, digits) for end in interval)
    return f"{number(value, digits)} [{low}, {high}]"
