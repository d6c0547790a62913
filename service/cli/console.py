"""Where commands write: colours and bars on terminals, plain whole lines elsewhere."""

import json
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, TextIO, TypeVar

import click
from rich.console import Console
from rich.padding import Padding
from rich.progress import Progress
from rich.text import Text

_Item = TypeVar("_Item")

#: Wide enough for every table; lines of text are not wrapped at all.
_PIPE_WIDTH = 200

#: Control characters, line ends excepted, and those that turn the direction of writing.
_STEERING = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


def output() -> Console:
    """Standard output."""
    return _console(sys.stdout)


def error_output() -> Console:
    """Standard error."""
    return _console(sys.stderr)


def _console(stream: TextIO) -> Console:
    console = Console(file=stream, highlight=False, markup=False, emoji=False)
    if not console.is_terminal:
        console.soft_wrap = True
        console.width = _PIPE_WIDTH
    return console


def print_json(value: Any) -> None:
    """``value`` on standard output, for people and programs."""
    text = json.dumps(value, ensure_ascii=False, allow_nan=False, indent=2)
    click.echo(escaped(text))


def escaped(text: str) -> str:
    """JSON that says the same without what would steer a terminal."""
    return _STEERING.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def print_indented(console: Console, text: Text) -> None:
    """``text`` two columns to the right, line by line."""
    if console.is_terminal:
        console.print(Padding(text, (0, 0, 0, 2)))
        return
    for line in text.split("\n", allow_blank=True):
        console.print(Text("  ").append_text(line))


def visible(text: str) -> str:
    """``text`` without what would steer a terminal, at the same length.

    Articles come from strangers: an escape sequence in one must not reach the screen.
    """
    return _STEERING.sub(lambda found: _visible(found[0]), text)


def _visible(character: str) -> str:
    return {"\t": "\t", "\r": " "}.get(character, "\ufffd")


@contextmanager
def progress_bar(what: str) -> Iterator[Callable[[int, int], None]]:
    """A function ``(done, total)`` that moves a bar on standard error.

    It does nothing where that is no terminal; the bar goes at the end of the block.
    """
    if not sys.stderr.isatty():
        yield lambda done, total: None
        return
    with Progress(console=error_output(), transient=True) as progress:
        task = progress.add_task(what, total=None)
        yield lambda done, total: progress.update(task, completed=done, total=total)


@contextmanager
def tracked(items: Sequence[_Item], what: str) -> Iterator[Iterable[_Item]]:
    """``items``, with a bar that moves while they are taken."""
    with progress_bar(what) as advance:
        yield _counted(items, advance)


def _counted(items: Sequence[_Item], advance: Callable[[int, int], None]) -> Iterator[_Item]:
    for done, item in enumerate(items):
        advance(done, len(items))
        yield item
    advance(len(items), len(items))
