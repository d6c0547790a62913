"""The figures of an evaluation as a table."""

from collections.abc import Iterator
from typing import Any

from rich.table import Table

from service.cli.console import visible
from service.cli.tables import number, plain_table

_COLUMNS = ("n", "exact", "F1", "right", "article", "R@1", "R@5", "R@10", "declined", "AUROC")


def figures_table(report: dict[str, Any]) -> Table:
    """Rows: all, each language, each kind; fits 80 columns, numbers always whole.

    ``n`` is the number of answerable questions and, behind ``+``, of the others.
    """
    table = plain_table()
    for name in _COLUMNS:
        table.add_column(name, justify="right", no_wrap=True, min_width=len(name))
    for name, figures in _rows(report):
        table.add_row(visible(name), *_cells(figures))
    return table


def _rows(report: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    yield "all", report["all"]
    yield from sorted(report["language"].items())
    yield from sorted(report["kind"].items())


def _cells(figures: dict[str, Any]) -> Iterator[str]:
    yield f"{figures['answerable']}+{figures['unanswerable']}"
    for name in ("exact", "f1", "right", "right_article"):
        yield number(figures[name], 1)
    for recall in figures["recall"].values():
        yield number(recall, 1)
    yield number(figures["declined"], 1)
    yield number(figures["auroc"], 3)
