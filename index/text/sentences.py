"""Sentences of news text, as spans; French typography first.

Neither ``sentencex`` nor ``pysbd`` keeps ``M. Poutine``, ``J.-C.`` or a quotation of
two sentences with its speaker together (``docs/decisions.md`` has the comparison), and
a quotation cut from "a-t-il dit" loses what the reader needs most.
"""

import re
from collections import deque
from collections.abc import Iterator

from index.span import Span
from index.text.abbreviations import ends_with_abbreviation
from index.text.lines import blocks

#: Where a sentence may end: final marks, then closing quotes and brackets (which French
#: sets off with a space), then space before whatever comes next.
#: Possessive and anchored, so that a line of a million marks takes linear time.
_END = re.compile(r"(?<![.!?…])[.!?…]++(?:[ \t\u00a0\u202f]?[»”]|[\"'’)\]])*+(?=\s)")
_OPENERS = " \t\r\n\u00a0\u202f«“\"'‘’([—–-•"
_QUOTES = {"«": "»", "“": "”", '"': '"'}

#: A quotation longer than this, in characters, may be cut between its sentences.
LONGEST_WHOLE_QUOTE = 400


def split_sentences(text: str) -> list[Span]:
    """The sentences of ``text``, in order, without the white space around them.

    Every character that is not white space belongs to exactly one of them. A line
    break ends a sentence unless the lines are hard-wrapped; final punctuation does
    unless it belongs to an abbreviation, to an initial, or stands inside a quotation
    of at most ``LONGEST_WHOLE_QUOTE`` characters.
    """
    return [sentence for block in blocks(text) for sentence in _in_block(text, block)]


def _in_block(text: str, block: Span) -> Iterator[Span]:
    start = block.start
    quotes = deque(_quotations(text, block))
    for end in _ends(text, block):
        while quotes and quotes[0].end <= end:
            quotes.popleft()
        if quotes and quotes[0].start < end:
            continue
        yield from _trimmed(text, Span(start, end))
        start = end
    yield from _trimmed(text, Span(start, block.end))


def _ends(text: str, block: Span) -> Iterator[int]:
    for match in _END.finditer(text, block.start, block.end):
        if not _starts_sentence(text, match.end(), block.end):
            continue
        if match.group() == "." and ends_with_abbreviation(text, block.start, match.start()):
            continue
        yield match.end()


def _starts_sentence(text: str, position: int, end: int) -> bool:
    while position < end and text[position] in _OPENERS:
        position += 1
    if position == end or text[position].islower() or text[position] in ",;:!?»”":
        return False
    return text[position] != "." or text.startswith("...", position)


def _quotations(text: str, block: Span) -> Iterator[Span]:
    """Short, properly closed quotations; a stray mark must not swallow a paragraph."""
    position = block.start
    while (opening := _next_opening(text, position, block.end)) is not None:
        closing = text.find(
            _QUOTES[text[opening]], opening + 1, min(block.end, opening + LONGEST_WHOLE_QUOTE)
        )
        reopened = text.find(text[opening], opening + 1, max(closing, opening + 1))
        nested = text[opening] != '"' and reopened != -1
        if closing != -1 and not nested:
            yield Span(opening, closing + 1)
            position = closing + 1
        else:
            position = opening + 1


_OPENING = re.compile('[«“"]')


def _next_opening(text: str, start: int, end: int) -> int | None:
    match = _OPENING.search(text, start, end)
    return match.start() if match else None


def _trimmed(text: str, span: Span) -> Iterator[Span]:
    piece = span.within(text)
    kept = piece.strip()
    if kept:
        start = span.start + len(piece) - len(piece.lstrip())
        yield Span(start, start + len(kept))
