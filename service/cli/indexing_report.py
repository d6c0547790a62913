"""What `citeqa index` and `citeqa import` tell of what they did."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from service.cli.console import visible

if TYPE_CHECKING:
    from index.indexing import IndexingReport
    from index.loading import LoadFailure


@contextmanager
def reporting() -> Iterator["IndexingReport"]:
    """A report to fill in, which is printed at the end, also when that is an error.

    :raises click.exceptions.Exit: with status 1, when there were failures.
    """
    from index.indexing import IndexingReport

    report = IndexingReport()
    try:
        yield report
    except BaseException as error:
        # What went in before a full disk, say, stays in.
        if report.changes or isinstance(error, KeyboardInterrupt):
            _summarise(report)
        raise
    _summarise(report)
    if report.failures:
        raise click.exceptions.Exit(1)


def tell(failure: "LoadFailure") -> None:
    """Name what failed, on standard error."""
    line = "" if failure.line is None else f":{failure.line}"
    click.echo(visible(f"{failure.file}{line}: {failure.reason}"), err=True)


def _summarise(report: "IndexingReport") -> None:
    from index.stored import Change

    counts = {change.value: report.changes[change] for change in Change}
    counts |= {"removed": report.removed, "failed": len(report.failures)}
    click.echo(", ".join(f"{count} {what}" for what, count in counts.items()))
