"""What people said of the answers, as a table."""

from collections.abc import Sequence

from rich.table import Table

from service.cli.tables import number, plain_table, with_interval
from service.records.bands import Band

_COLUMNS = ("helpful", "wrong", "wrong source", "precision, 95% interval", "expected")


def feedback_table(bands: Sequence[Band]) -> Table:
    """A row for each band; shares in percent, with Wilson's interval."""
    table = plain_table()
    for name in _COLUMNS:
        table.add_column(name, justify="right", no_wrap=True, min_width=len(name))
    for band in bands:
        table.add_row(
            band.name,
            str(band.helpful),
            str(band.wrong),
            str(band.wrong_source),
            with_interval(_percent(band.precision), _percents(band.interval), 1),
            number(_percent(band.expected), 1),
        )
    return table


def _percent(share: float | None) -> float | None:
    return None if share is None else 100 * share


def _percents(ends: tuple[float, float] | None) -> tuple[float, float] | None:
    return None if ends is None else (100 * ends[0], 100 * ends[1])
