"""What the reader sees at once: the question and a stretch of one passage."""

from collections.abc import Iterator
from dataclasses import dataclass

from tokenizers import Tokenizer

from index.span import Span

_BEGIN, _SEPARATOR = 0, 2

#: A question is cut to so many pieces; the reader was trained that way.
LONGEST_QUESTION = 48

#: The pieces of a window that are neither question nor passage.
FIXED = 4


@dataclass(frozen=True, slots=True)
class Window:
    """``<s> question </s> </s> stretch </s>`` as piece ids.

    ``first`` is the position of the stretch's first piece in ``ids``; ``spans`` are the
    offsets of the stretch's pieces in the passage's content.
    """

    document: int
    ids: list[int]
    first: int
    spans: list[Span]


def question_pieces(tokenizer: Tokenizer, question: str) -> list[int]:
    """The piece ids of a question, at most ``LONGEST_QUESTION``."""
    ids: list[int] = tokenizer.encode(question, add_special_tokens=False).ids
    return ids[:LONGEST_QUESTION]


def windows(
    tokenizer: Tokenizer, question: list[int], documents: list[str], longest: int, stride: int
) -> Iterator[Window]:
    """Windows over every document; where one does not fit into ``longest`` pieces, its
    windows overlap by ``stride`` pieces."""
    room = longest - len(question) - FIXED
    for number, encoding in enumerate(tokenizer.encode_batch(documents, add_special_tokens=False)):
        pieces, offsets = encoding.ids, encoding.offsets
        for begin in _beginnings(len(pieces), room, stride):
            stretch = pieces[begin : begin + room]
            ids = [_BEGIN, *question, _SEPARATOR, _SEPARATOR, *stretch, _SEPARATOR]
            spans = [Span(start, end) for start, end in offsets[begin : begin + room]]
            yield Window(number, ids, len(question) + 3, spans)


def _beginnings(pieces: int, room: int, stride: int) -> Iterator[int]:
    begin = 0
    while begin < pieces:
        yield begin
        if begin + room >= pieces:
            return
        begin += room - stride
