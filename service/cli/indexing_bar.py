"""How far indexing is, how fast it goes and how long it will take."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.progress import (
    BarColumn,
    Progress,
    ProgressColumn,
    Task,
    TaskProgressColumn,
    TextColumn,
    TimeRemainingColumn,
)
from rich.text import Text

from service.cli.console import error_output

#: Seconds over which the speed is taken: several batches, which are stored at once.
_PERIOD = 120


class _Articles(ProgressColumn):
    """How many articles there were, and how many a second there are now."""

    def render(self, task: Task) -> Text:
        count = int(task.fields["articles"])
        text = f"{count:,} articles"
        if task.speed and task.completed:
            text += f", {count * task.speed / task.completed:.1f}/s"
        return Text(text)


@contextmanager
def indexing_bar(total: int | None) -> Iterator[Callable[[int, int], None]]:
    """A function ``(done, articles)`` that moves a bar on standard error: bytes of
    ``total``, where that is known, and the articles in them.

    It does nothing where that is no terminal; the bar goes at the end of the block.
    """
    if not sys.stderr.isatty():
        yield lambda done, articles: None
        return
    columns = (
        TextColumn("Indexing"),
        BarColumn(),
        TaskProgressColumn(),
        _Articles(),
        TimeRemainingColumn(),
    )
    console = error_output()
    with Progress(
        *columns, console=console, transient=True, speed_estimate_period=_PERIOD
    ) as progress:
        task = progress.add_task("", total=total, articles=0)
        yield lambda done, articles: progress.update(task, completed=done, articles=articles)
