"""Rows of figures as a table on the terminal."""

from rich.console import Console
from rich.table import Table

Row = dict[str, str | int | float]


def show(title: str, rows: list[Row]) -> None:
    """One table; rows may lack columns."""
    columns = list(dict.fromkeys(column for row in rows for column in row))
    table = Table(title=title, title_justify="left")
    for column in columns:
        words = any(isinstance(row.get(column), str) for row in rows)
        table.add_column(column, justify="left" if words else "right")
    for row in rows:
        table.add_row(*(_told(row.get(column, "")) for column in columns))
    Console(width=140).print(table)


def _told(value: str | int | float) -> str:
    return f"{value:,}" if isinstance(value, int) else str(value)
