"""The figures of an evaluation with their 95 % intervals."""

from collections.abc import Iterator
from typing import Any

from rich.table import Table

from service.cli.console import visible
from service.cli.tables import WITH_INTERVAL, plain_table, with_interval

#: What a row is called, the figure's name, and how many digits it has.
_ROWS = (
    ("right", "right", 1),
    ("exact, French articles dropped", "exact", 1),
    ("F1, French articles dropped", "f1", 1),
    ("exact, official", "exact_official", 1),
    ("F1, official", "f1_official", 1),
    ("who-list F1 over span sets", "set_f1", 1),
    ("the same, official", "set_f1_official", 1),
    ("cited right", "right_article", 1),
    ("declined", "declined", 1),
    ("AUROC", "auroc", 3),
)


def interval_table(report: dict[str, Any]) -> Table:
    """A row for each figure, a column for all and for each language; with two of them it
    fits 80 columns."""
    table = plain_table("With 95% intervals (1,000 resamples of whole articles)")
    columns = [("all", report["all"], report["intervals"]["all"])]
    for name, found in sorted(report["language"].items()):
        columns.append((name, found, report["intervals"]["language"][name]))
    for name, _, _ in columns:
        table.add_column(visible(name), no_wrap=True, min_width=WITH_INTERVAL)
    for label, cells in _cells([(found, ends) for _, found, ends in columns]):
        table.add_row(label, *cells)
    return table


def _cells(columns: list[tuple[dict[str, Any], dict[str, Any]]]) -> Iterator[tuple[str, list[str]]]:
    """Rows without a figure in any column are left out."""
    for label, name, digits in _ROWS:
        if any(found[name] is not None for found, _ in columns):
            yield label, [with_interval(f[name], ends[name], digits) for f, ends in columns]
    for k in columns[0][0]["recall"]:
        pairs = [(f["recall"][k], ends["recall"][k]) for f, ends in columns]
        if any(value is not None for value, _ in pairs):
            yield f"recall at {k}", [with_interval(*pair, 1) for pair in pairs]
