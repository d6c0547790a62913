"""Where commands write: colours and bars on terminals, plain whole lines elsewhere."""

import json
import sys
import unicodedata
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

_BIDIRECTIONAL = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def output() -> Console:
    """Standard output."""
    return _console(sys.stdout)


def _console(stream: TextIO) -> Console:
    console = Console(file=stream, highlight=False, markup=False, emoji=False)
    if not console.is_terminal:
        console.soft_wrap = True
        console.width = _PIPE_WIDTH
    return console


def print_json(value: Any) -> None:
    """``value`` on standard output, for people and programs."""
    text = json.dumps(value, ensure_ascii=False, allow_nan=False, indent=2)
    click.echo("".join(f"\\u{ord(c):04x}" if c != "\n" and _steers(c) else c for c in text))


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
    return "".join(map(_visible, text))


def _visible(character: str) -> str:
    if character in "\n\t":
        return character
    if character == "\r":
        return " "
    return "\ufffd" if _steers(character) else character


def _steers(character: str) -> bool:
    return unicodedata.category(character) == "Cc" or character in _BIDIRECTIONAL


@contextmanager
def progress_bar(what: str) -> Iterator[Callable[[int, int], None]]:
    """A function ``(done, total)`` that moves a bar on standard error.

    It does nothing where that is no terminal; the bar goes at the end of the block.
    """
    if not sys.stderr.isatty():
        yield lambda done, total: None
        return
    with Progress(console=_console(sys.stderr), transient=True) as progress:
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
