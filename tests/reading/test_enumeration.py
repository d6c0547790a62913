"""From tags to the spans of an enumeration, by hand."""

from itertools import pairwise

import numpy as np
import pytest

from index.reading.enumeration import SEVERAL, enumerated
from index.reading.windows import Window
from index.span import Span

CONTENT = "Ada et Bo sont venus, Cy aussi."
PIECES = ["Ada", " et", " Bo", " sont", " venus", ",", " Cy", " aussi", "."]


def window() -> Window:
    spans, at = [], 0
    for piece in PIECES:
        spans.append(Span(at, at + len(piece)))
        at += len(piece)
    return Window(0, [0, 50, 2, 2, *range(10, 19), 2], first=4, spans=spans)


def words(several: float, tags: str) -> list[str]:
    """``tags``: one character for each piece, ``x`` where it is inside the answer."""
    inside = [several, 9, 9, 9, *(1.0 if tag == "x" else -1.0 for tag in tags), 9]
    found = enumerated(window(), np.array(inside, dtype=np.float32), CONTENT)
    return [span.within(CONTENT) for span in found]


def test_the_spans_of_an_enumeration() -> None:
    assert words(1, "xxx...x..") == ["Ada et Bo", "Cy"]
    assert words(1, "x.x...x..") == ["Ada", "Bo", "Cy"]


def test_one_span_is_no_enumeration() -> None:
    assert words(1, "xxx......") == []
    assert words(1, ".........") == []


def test_the_reader_chooses_between_one_span_and_several() -> None:
    assert words(-1, "xxx...x..") == []
    assert words(SEVERAL - 0.01, "xxx...x..") == []
    assert words(SEVERAL, "xxx...x..") == ["Ada et Bo", "Cy"]


def test_punctuation_is_no_span_and_parts_none() -> None:
    assert words(1, "xxx.....x") == []
    assert words(1, "x...x.x..") == ["Ada", "venus, Cy"]


@pytest.mark.parametrize("tags", ["x.x...x..", "xxx...xx.", "x.......x", "xxxxxxxxx"])
def test_spans_are_in_order_and_apart(tags: str) -> None:
    inside = np.array([1, 9, 9, 9, *(1.0 if t == "x" else -1.0 for t in tags), 9], np.float32)
    found = enumerated(window(), inside, CONTENT)
    assert list(found) == sorted(found)
    for one, next_one in pairwise(found):
        assert one.end < next_one.start
