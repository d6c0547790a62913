"""How far the confidence of an evaluation's answers can be trusted, as a table."""

from typing import Any

from rich.table import Table

from service.cli.console import visible
from service.cli.tables import WITH_INTERVAL, number, plain_table, with_interval

#: With the width of what stands in them.
_COLUMNS = {
    "n": 4,
    "right": 5,
    "AURC": 5,
    "AUROC, right or not": WITH_INTERVAL,
    "ECE": 5,
    "cov@90": 6,
    "cov@95": 6,
}


def confidence_table(report: dict[str, Any]) -> Table:
    """A row for all and for each language. ``right``: of all candidates, declined ones
    too, in percent; the coverages are at that precision, in percent; the others 0 to 1."""
    table = plain_table("Confidence, over all questions, answered or declined")
    for name, width in _COLUMNS.items():
        table.add_column(name, justify="right", no_wrap=True, min_width=width)
    found = report["confidence"]
    for name, each in [("all", found["all"]), *sorted(found["language"].items())]:
        table.add_row(visible(name), *_cells(each))
    return table


def _cells(found: dict[str, Any]) -> list[str]:
    return [
        str(found["questions"]),
        _percent(found["right"]),
        number(found["aurc"], 3),
        with_interval(found["auroc"], found["auroc_interval"], 3),
        number(found["ece"], 3),
        _percent(found["coverage_90"]),
        _percent(found["coverage_95"]),
    ]


def _percent(share: float | None) -> str:
    return number(None if share is None else 100 * share, 1)
