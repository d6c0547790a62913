"""From start and end logits to answer spans."""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from index.reading.tidying import tidied
from index.reading.windows import Window
from index.span import Span

Logits = NDArray[np.float32]


class ReadSpan(NamedTuple):
    """An answer in a document's content.

    ``margin`` is the span's logits less those of "no answer" in the same window: above
    0 the reader prefers the span. ``null_score`` is the latter. Where the answer is spread
    over the document, ``parts`` are its pieces, and ``span`` goes from the first to the last.
    """

    document: int
    span: Span
    margin: float
    null_score: float
    parts: tuple[Span, ...] = ()

    def surest(self, other: "ReadSpan") -> "ReadSpan":
        """Of the same span in two windows, the one with the higher margin, with the parts
        that either saw: not every window holds what makes an answer an enumeration."""
        better = self if self.margin > other.margin else other
        return better._replace(parts=better.parts or self.parts or other.parts)


#: What a span loses for pieces that the reader takes to be outside the answer: so much of the
#: mean of how far their ``inside`` logits are below ``_OUT``, each cut at ``_SUREST``. Start
#: and end are chosen apart, and without it an answer may begin at one candidate and end at
#: another: "Douala in 2020. A meeting will be held in Cotonou".
OUTSIDE = 0.5
_OUT, _SUREST = -1.0, -5.0


def best_spans(
    window: Window,
    start: Logits,
    end: Logits,
    content: str,
    longest: int,
    count: int,
    inside: Logits | None = None,
) -> Iterator[ReadSpan]:
    """The ``count`` best spans of a window that do not overlap one another.

    ``start``, ``end`` and, where the model has it, ``inside`` are [length of
    ``window.ids``]; a span has at most ``longest`` pieces, all of them inside the window's
    stretch of the document.
    """
    null_score = float(start[0] + end[0])
    size = len(window.spans)
    starts = start[window.first : window.first + size]
    ends = end[window.first : window.first + size]
    scores = starts[:, None] + ends[None, :]
    if inside is not None:
        scores = scores + OUTSIDE * _outside(inside[window.first : window.first + size])
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


def _outside(inside: Logits) -> Logits:
    """The mean over each span, 0 or less, by first and last piece; of no meaning where
    last < first."""
    sums = np.concatenate([[0.0], np.cumsum(np.clip(inside, _SUREST, _OUT) - _OUT)])
    pieces = np.arange(1, len(sums))[None, :] - np.arange(len(inside))[:, None]
    return np.asarray((sums[None, 1:] - sums[:-1, None]) / np.maximum(pieces, 1))
