"""The first and the last lines of an article, which tell about it."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from index.text.lines import lines

#: How many lines that are not blank count as the beginning, and as the end.
_HEAD = 8
_TAIL = 5
#: A dateline is in one of so many lines.
_OPENING = 6
#: A longer line, in characters, is running text and describes nothing.
_LONGEST = 200


@dataclass(frozen=True, slots=True)
class Edges:
    """Short lines above and below the running text, stripped, in order."""

    head: tuple[str, ...]
    tail: tuple[str, ...]

    @classmethod
    def of(cls, text: str) -> "Edges":
        """The edges of ``text``; a line of the head is not in the tail again."""
        rows = [span.within(text).strip() for span in lines(text)]
        head, tail = rows[:_HEAD], rows[_HEAD:][-_TAIL:]
        return cls(*(tuple(row for row in part if len(row) <= _LONGEST) for part in (head, tail)))


def beginnings(text: str) -> Iterator[str]:
    """How each of the first few lines begins, long ones too: datelines open the text."""
    for span in islice(lines(text), _OPENING):
        yield text[span.start : min(span.end, span.start + _LONGEST)].strip()
