"""What the reader sees at once: the question, a title and a stretch of one passage."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tokenizers import Tokenizer

from index.span import Span

_BEGIN, _SEPARATOR = 0, 2

#: A question is cut to so many pieces; the reader was trained that way.
LONGEST_QUESTION = 48

#: And a title to so many.
LONGEST_TITLE = 24

#: The most pieces of an input that are not of the passage.
BESIDE = LONGEST_QUESTION + LONGEST_TITLE + 5


@dataclass(frozen=True, slots=True)
class Window:
    """``<s> question </s> </s> title </s> stretch </s>`` as piece ids; the title and the
    mark after it only where there is one.

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
    tokenizer: Tokenizer,
    question: list[int],
    documents: Sequence[str],
    titles: Sequence[str],
    longest: int,
    stride: int,
) -> Iterator[Window]:
    """Windows over every document, each with the document's title, which may be ``""``;
    where a document does not fit into ``longest`` pieces, its windows overlap by ``stride``
    pieces."""
    encodings = tokenizer.encode_batch(list(documents), add_special_tokens=False)
    for number, (encoding, title) in enumerate(zip(encodings, titles, strict=True)):
        before = context(tokenizer, question, title)
        pieces, offsets, room = encoding.ids, encoding.offsets, longest - len(before) - 1
        for begin in _beginnings(len(pieces), room, stride):
            stretch = pieces[begin : begin + room]
            spans = [Span(start, end) for start, end in offsets[begin : begin + room]]
            yield Window(number, [*before, *stretch, _SEPARATOR], len(before), spans)


def context(tokenizer: Tokenizer, question: list[int], title: str) -> list[int]:
    """What stands in front of a stretch: the question, and the title where there is one."""
    pieces = [_BEGIN, *question, _SEPARATOR, _SEPARATOR]
    ids: list[int] = tokenizer.encode(title, add_special_tokens=False).ids
    return [*pieces, *ids[:LONGEST_TITLE], _SEPARATOR] if ids else pieces


def _beginnings(pieces: int, room: int, stride: int) -> Iterator[int]:
    begin = 0
    while begin < pieces:
        yield begin
        if begin + room >= pieces:
            return
        begin += room - stride
