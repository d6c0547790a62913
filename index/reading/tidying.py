"""An answer's span, mended at its edges."""

import unicodedata

from index.span import Span
from index.text.abbreviations import ends_with_abbreviation

_TRIMMED = " \t\r\n\u00a0\u202f,;:"
_PAIRS = {"«": "»", "“": "”", "(": ")", "[": "]"}
#: What groups or divides the digits of one number.
_IN_NUMBERS = ".,'’\u00a0\u202f"
#: How far a span is stretched to a word's edge, in characters; some scripts have none.
_FURTHEST = 40
#: Every round mends an edge; the bound is for hundreds of brackets in a row.
_ROUNDS = 64


def tidied(content: str, span: Span) -> Span:
    """The span of whole words, without outer space, commas and full stop, and with both
    halves of a pair of quotes or brackets, or neither."""
    seen: list[Span] = []
    while span not in seen:
        if len(seen) == _ROUNDS:
            return span
        seen.append(span)
        mended = _without_stop(content, _balanced(content, _trimmed(content, span)))
        span = _whole_words(content, mended)
    # Where rules undo one another, as in "(«»)(«", the shortest of what they come by.
    return min(seen[seen.index(span) :], key=lambda each: (each.end - each.start, each.start))


def _trimmed(content: str, span: Span) -> Span:
    text = span.within(content)
    start = span.start + len(text) - len(text.lstrip(_TRIMMED))
    return Span(start, max(start, span.start + len(text.rstrip(_TRIMMED))))


def _balanced(content: str, span: Span) -> Span:
    """Each half of a pair gets the other one from beside the span, or goes where it can."""
    start, end = span
    for opening, closing in _PAIRS.items():
        opened, closed = _unmatched(content[start:end], opening, closing)
        if opened:
            after = end + _spaces(content[end : end + 2])
            if content[after : after + 1] == closing:
                end = after + 1
            elif content.startswith(opening, start):
                start += 1
        if closed:
            before = start - _spaces(content[max(0, start - 2) : start][::-1])
            if content[max(0, before - 1) : before] == opening:
                start = before - 1
            elif content.endswith(closing, start, end):
                end -= 1
    return Span(start, end)


def _unmatched(text: str, opening: str, closing: str) -> tuple[bool, bool]:
    """Whether ``text`` has an opening without its closing, and the other way round."""
    depth, closed = 0, False
    for character in text:
        if character == opening:
            depth += 1
        elif character == closing:
            closed = closed or depth == 0
            depth = max(0, depth - 1)
    return depth > 0, closed


def _spaces(text: str) -> int:
    return len(text) - len(text.lstrip(" \u00a0\u202f"))


def _without_stop(content: str, span: Span) -> Span:
    text = span.within(content)
    is_stop = text.endswith(".") and not text.endswith("..")
    if is_stop and not ends_with_abbreviation(content, span.start, span.end - 1):
        return Span(span.start, span.end - 1)
    return span


def _whole_words(content: str, span: Span) -> Span:
    """Pieces may end inside a word: ``ments`` of ``lancements``, ``5`` of ``3,5``."""
    start, end = span
    if start >= end:
        return span
    while start > max(0, span.start - _FURTHEST) and _is_inside(content, start):
        start -= 1
    while end < min(len(content), span.end + _FURTHEST) and _is_inside(content, end):
        end += 1
    return Span(start, end)


def _is_inside(content: str, position: int) -> bool:
    """Whether a cut at ``position`` would part a word or a number."""
    before, after = content[position - 1], content[position]
    if _is_letter(before) and _is_letter(after):
        return True
    if after in _IN_NUMBERS:
        return before.isdigit() and content[position + 1 : position + 2].isdigit()
    return (
        before in _IN_NUMBERS
        and after.isdigit()
        and content[max(0, position - 2) : position - 1].isdigit()
    )


def _is_letter(character: str) -> bool:
    return character.isalnum() or bool(unicodedata.combining(character))
