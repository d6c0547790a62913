"""From start and end logits to answer spans."""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from index.reading.windows import Window
from index.span import Span

Logits = NDArray[np.float32]

_TRIMMED = " \t\r\n\u00a0\u202f,;:"
_PAIRS = {"«": "»", "“": "”", "(": ")", "[": "]"}


class ReadSpan(NamedTuple):
    """An answer in a document's content.

    ``margin`` is the span's logits less those of "no answer" in the same window: above
    0 the reader prefers the span. ``null_score`` is the latter.
    """

    document: int
    span: Span
    margin: float
    null_score: float


def best_spans(
    window: Window, start: Logits, end: Logits, content: str, longest: int, count: int
) -> Iterator[ReadSpan]:
    """The ``count`` best spans of a window that do not overlap one another.

    ``start`` and ``end`` are [length of ``window.ids``]; a span has at most ``longest``
    pieces, all of them inside the window's stretch of the document.
    """
    null_score = float(start[0] + end[0])
    size = len(window.spans)
    starts = start[window.first : window.first + size]
    ends = end[window.first : window.first + size]
    scores = starts[:, None] + ends[None, :]
    allowed = np.triu(np.ones((size, size), dtype=bool)) & ~np.triu(
        np.ones((size, size), dtype=bool), longest
    )
    scores = np.where(allowed, scores, -np.inf)
    for _ in range(count):
        first, last = divmod(int(scores.argmax()), size)
        score = float(scores[first, last])
        if not np.isfinite(score):
            return
        span = tidied(content, Span(window.spans[first].start, window.spans[last].end))
        # Whatever overlaps the span is out: it starts before its end and ends after its start.
        scores[: last + 1, first:] = -np.inf
        if span.start < span.end:
            yield ReadSpan(window.document, span, score - null_score, null_score)


def tidied(content: str, span: Span) -> Span:
    """The span without outer space and commas, and without half a pair of quotes."""
    start, end = span
    while True:
        text = content[start:end]
        stripped = text.strip(_TRIMMED)
        start += len(text) - len(text.lstrip(_TRIMMED))
        end = start + len(stripped)
        head, tail = stripped[:1], stripped[-1:]
        if head in _PAIRS and _PAIRS[head] not in stripped:
            start += 1
        elif tail in _PAIRS.values() and not any(
            closing == tail and opening in stripped for opening, closing in _PAIRS.items()
        ):
            end -= 1
        else:
            return Span(start, end)
