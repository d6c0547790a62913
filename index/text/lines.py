"""Lines, and the blocks of lines that hold running text."""

import re
from collections.abc import Iterator
from itertools import pairwise

from index.span import Span

_LINE = re.compile(r"[^\r\n]+")
_LINE_END = re.compile(r"\r\n?|\n")
_FINAL = (".", "!", "?", "…", "»", "”", '"', ":", ";")

#: Lines of a hard-wrapped paragraph, in characters, except for its last one.
WRAPPED = range(45, 101)


def lines(text: str) -> Iterator[Span]:
    """The lines that are not blank, without their line ends (LF, CR LF or CR)."""
    for match in _LINE.finditer(text):
        if match.group().strip():
            yield Span(*match.span())


def blocks(text: str) -> Iterator[Span]:
    """Stretches that a sentence may fill: a line, or the lines of a wrapped paragraph."""
    paragraph: list[Span] = []
    for line in lines(text):
        if paragraph and _line_ends(text, paragraph[-1].end, line.start) > 1:
            yield from _joined(text, paragraph)
            paragraph = []
        paragraph.append(line)
    yield from _joined(text, paragraph)


def _line_ends(text: str, start: int, end: int) -> int:
    return sum(1 for _ in _LINE_END.finditer(text, start, end))


def _joined(text: str, paragraph: list[Span]) -> Iterator[Span]:
    if _is_hard_wrapped(text, paragraph):
        yield Span(paragraph[0].start, paragraph[-1].end)
    else:
        yield from _continued(text, paragraph)


def _continued(text: str, paragraph: list[Span]) -> Iterator[Span]:
    """A line that goes on in lower case after an open end is one with the next."""
    if not paragraph:
        return
    start = paragraph[0].start
    for line, following in pairwise(paragraph):
        open_end = not line.within(text).rstrip().endswith(_FINAL)
        if not (open_end and following.within(text).lstrip()[:1].islower()):
            yield Span(start, line.end)
            start = following.start
    yield Span(start, paragraph[-1].end)


def _is_hard_wrapped(text: str, paragraph: list[Span]) -> bool:
    inner = paragraph[:-1]
    if not inner or any(len(line.within(text).rstrip()) not in WRAPPED for line in inner):
        return False
    finished = sum(line.within(text).rstrip().endswith(_FINAL) for line in inner)
    return finished * 2 < len(inner)
