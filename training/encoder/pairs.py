"""Questions with a passage that answers them and passages that only look like it."""

import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from tokenizers import Tokenizer

from training.data.example import Example

#: E5 was trained with these in front of its inputs (Wang et al. 2024).
QUERY, PASSAGE = "query: ", "passage: "


@dataclass(frozen=True, slots=True)
class Pair:
    """Piece ids of a question, of the passage with its answer, and of hard negatives.

    ``key`` is the same for all pairs that share the passage: they are no negatives of
    one another.
    """

    question: list[int]
    positive: list[int]
    negatives: tuple[list[int], ...]
    key: str

    @property
    def width(self) -> int:
        """The pieces of the longest passage."""
        return max(len(each) for each in (self.positive, *self.negatives))

    @property
    def height(self) -> int:
        """How many passages there are."""
        return 1 + len(self.negatives)


def paired(
    tokenizer: Tokenizer,
    examples: Iterable[Example],
    titles: dict[str, str],
    longest: int,
    titled: float,
    seed: int,
) -> Iterator[Pair]:
    """A pair for each question with an answer.

    Passages longer than ``longest`` pieces are cut around the answer. ``titles`` gives
    the title of an example's article, which stands in front of the passages of a pair
    with probability ``titled``, as it does in an index that is made that way.
    """
    chance = random.Random(seed)
    groups: dict[str, list[Example]] = {}
    for each in examples:
        groups.setdefault(each.group, []).append(each)
    for members in groups.values():
        golden = [each for each in members if each.answers]
        if not golden:
            continue
        context = chance.random() < titled
        texts = [
            _text(each, titles if context else {}, longest, tokenizer, chance)
            for each in (golden[0], *(each for each in members if not each.answers))
        ]
        positive, *negatives = [tokenizer.encode(PASSAGE + text).ids for text in texts]
        question = tokenizer.encode(QUERY + golden[0].question).ids
        yield Pair(
            question, positive, tuple(negatives), f"{golden[0].article}:{golden[0].passage[:40]}"
        )


def _text(
    example: Example,
    titles: dict[str, str],
    longest: int,
    tokenizer: Tokenizer,
    chance: random.Random,
) -> str:
    title = titles.get(example.article)
    before = f"{title}\n" if title else ""
    offsets = tokenizer.encode(example.passage, add_special_tokens=False).offsets
    if len(offsets) <= longest:
        return before + example.passage
    answer = example.answers[0] if example.answers else None
    at = answer[0].start if answer else chance.choice(offsets)[0]
    piece = next((n for n, (_, end) in enumerate(offsets) if end > at), len(offsets) - 1)
    lowest, highest = max(0, piece - longest + 20), min(piece, len(offsets) - longest)
    begin = chance.randint(lowest, highest) if lowest < highest else max(0, highest)
    return before + example.passage[offsets[begin][0] : offsets[begin + longest - 1][1]].strip()
