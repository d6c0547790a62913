"""How commands end when something is wrong: one line, and no traceback."""

import sys
from io import TextIOWrapper
from typing import Any

import click

from index.errors import CiteqaError
from service.cli.console import visible


class Failure(click.ClickException):
    """Something that citeqa foresees; shown as one line, exit status 2."""

    exit_code = 2


class GuardedGroup(click.Group):
    """A group whose commands raise what the index raises, and end in plain words."""

    def main(self, *args: Any, **kwargs: Any) -> Any:
        """Run; output is UTF-8 whatever the locale says."""
        for stream in (sys.stdout, sys.stderr):
            if isinstance(stream, TextIOWrapper):
                stream.reconfigure(encoding="utf-8", errors="backslashreplace")
        return super().main(*args, **kwargs)

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command.

        :raises Failure: in place of the errors that are meant for people.
        """
        try:
            return super().invoke(ctx)
        except (click.ClickException, click.exceptions.Exit, click.Abort, BrokenPipeError):
            raise
        except KeyboardInterrupt:
            click.echo("Interrupted.", err=True)
            raise click.exceptions.Exit(130) from None
        except Exception as error:
            message = foreseen(error)
            if message is None:
                raise
            raise Failure(visible(message)) from error


def foreseen(error: Exception) -> str | None:
    """What to tell of ``error``; ``None`` for a fault in citeqa itself."""
    from haystack.errors import FilterError

    from index.evaluation.errors import InvalidQuestions
    from service.settings import InvalidSettings

    if isinstance(error, CiteqaError | InvalidSettings | InvalidQuestions):
        return str(error)
    if isinstance(error, FilterError):
        return f"--filter: {error}"
    if isinstance(error, OSError) and error.strerror:
        return f"{error.filename}: {error.strerror}" if error.filename else error.strerror
    return None
