"""Headings, as Markdown writes them."""

import re
from collections.abc import Sequence

from index.span import Span
from index.text.markdown import unmarked

#: Levels with "#", the mark, and what the heading says, in at most 300 characters.
_HEADING = re.compile(r"(#{1,6})\s+(\S.{0,299})")
_UNDERLINE = re.compile(r"={2,}|-{3,}")
#: A title that stands in the text stands among so many of its first lines.
_BEGINNING = 7


def heading(line: str, deepest: int = 6) -> str | None:
    """What a ``# heading`` of level ``deepest`` or above says, without markup."""
    found = _HEADING.fullmatch(line.strip())
    if not found or len(found[1]) > deepest:
        return None
    return unmarked(found[2].rstrip(" #")) or None


def is_underline(line: str) -> bool:
    """Whether ``line`` makes a heading of the line above it."""
    return bool(_UNDERLINE.fullmatch(line.strip()))


def title_lines(text: str, rows: Sequence[Span], title: str | None) -> set[Span]:
    """The lines among the first of ``rows`` that say ``title``, with their underlines."""
    if not title:
        return set()
    said = _plain(title)
    found: set[Span] = set()
    for span, below in zip(rows[:_BEGINNING], [*rows[1 : _BEGINNING + 1], None], strict=False):
        if _plain(span.within(text)) == said:
            found.add(span)
            if below and is_underline(below.within(text)):
                found.add(below)
    return found


def _plain(line: str) -> str:
    words = unmarked(line.strip().lstrip("# ").rstrip(" #"))
    return " ".join(words.replace("’", "'").replace("*", "").casefold().split())
