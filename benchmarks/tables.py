"""Tables on the console."""

from rich.console import Console
from rich.table import Table

Row = dict[str, str | int | float]


def show(title: str, rows: list[Row]) -> None:
    """One table."""
    table = Table(title=title, title_justify="left")
    for column in rows[0]:
        table.add_column(column, justify="left" if isinstance(rows[0][column], str) else "right")
    for row in rows:
        table.add_row(*(str(value) for value in row.values()))
    Console(width=120).print(table)
