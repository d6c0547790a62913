"""Examples as piece ids, with the answers aligned to pieces."""

import random
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator

from tokenizers import Encoding, Tokenizer

from index.reading.windows import LONGEST_QUESTION, context
from index.span import Span
from training.data.example import Example
from training.reader.input import Input, Pieces

_SEPARATOR = 2
_CHUNK = 512


def encoded(
    tokenizer: Tokenizer, examples: Iterable[Example], longest: int, seed: int, titled: float = 0
) -> Iterator[tuple[str, Input]]:
    """One window of at most ``longest`` pieces for each example, around its best answer
    where there is one; in front of it the example's group. A share of ``titled`` has its
    title before the passage."""
    chance = random.Random(seed)
    todo = list(examples)
    for at in range(0, len(todo), _CHUNK):
        chunk = todo[at : at + _CHUNK]
        questions = tokenizer.encode_batch([e.question for e in chunk], add_special_tokens=False)
        passages = tokenizer.encode_batch([e.passage for e in chunk], add_special_tokens=False)
        for each, question, passage in zip(chunk, questions, passages, strict=True):
            title = each.title if chance.random() < titled else ""
            before = context(tokenizer, question.ids[:LONGEST_QUESTION], title)
            yield each.group, _input(each, before, passage, longest, chance)


def _input(
    example: Example, before: list[int], passage: Encoding, longest: int, chance: random.Random
) -> Input:
    room = longest - len(before) - 1
    starts, ends = _visible(example.passage, passage)
    answers = [tuple(_pieces(span, starts, ends) for span in spans) for spans in example.answers]
    begin = _beginning(len(passage.ids), room, answers[0] if answers else (), chance)
    window = passage.ids[begin : begin + room]
    first = len(before)
    kept = [
        tuple((first + a - begin, first + b - begin) for a, b in spans)
        for spans in answers
        if all(begin <= a <= b < begin + len(window) for a, b in spans)
    ]
    return Input([*before, *window, _SEPARATOR], first, tuple(kept))


def _visible(text: str, passage: Encoding) -> tuple[list[int], list[int]]:
    """Where each piece starts and ends; a piece that begins a word has the space before
    it in its offsets, which belongs to no answer."""
    starts = [s + (s < e and text[s].isspace()) for s, e in passage.offsets]
    return starts, [end for _, end in passage.offsets]


def _pieces(span: Span, starts: list[int], ends: list[int]) -> Pieces:
    """The first piece that ends after the span's start, the last that starts before its end."""
    first = bisect_right(ends, span.start)
    return first, max(first, bisect_left(starts, span.end) - 1)


def _beginning(pieces: int, room: int, answer: tuple[Pieces, ...], chance: random.Random) -> int:
    """Where the window begins: anywhere such that it holds the answer, if there is one."""
    if pieces <= room:
        return 0
    if not answer:
        return chance.randrange(pieces - room + 1)
    lowest = max(0, answer[-1][1] + 1 - room)
    highest = min(answer[0][0], pieces - room)
    return chance.randint(lowest, highest) if lowest < highest else lowest
