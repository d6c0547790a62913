"""Answers of several spans: "X and Y attended, as did Z"."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from index.reading.tidying import tidied
from index.reading.windows import Window
from index.span import Span

#: The logit from which an answer is taken to have several spans. A broken enumeration that is
#: given as one span is a lesser harm than two sentences given for one name: of 900 answers
#: in the news development set, 110 of them in several spans, three are broken wrongly.
SEVERAL = 0.5


def enumerated(window: Window, inside: NDArray[np.float32], content: str) -> tuple[Span, ...]:
    """The spans of an answer that is spread over the window, in order, none of them
    touching another; none where the answer is of one piece.

    ``inside`` [length of ``window.ids``]: the logit that a piece is inside the answer and,
    at the first position, that the answer has several spans (token tagging with a choice
    between one span and several, after Segal et al. 2020); the latter has to be at least
    ``SEVERAL``.
    """
    if inside[0] < SEVERAL:
        return ()
    found: list[Span] = []
    for run in _runs(inside[window.first : window.first + len(window.spans)] > 0):
        span = tidied(content, Span(window.spans[run[0]].start, window.spans[run[1]].end))
        if not _has_words(span.within(content)):
            continue
        if found and not _has_words(content[found[-1].end : span.start]):
            span = Span(found.pop().start, span.end)  # only a comma was between the two
        found.append(span)
    return tuple(found) if len(found) > 1 else ()


def _runs(marked: NDArray[np.bool_]) -> Iterator[tuple[int, int]]:
    """First and last position of each stretch of marked positions."""
    edges = np.flatnonzero(np.diff(np.concatenate([[False], marked, [False]]).astype(np.int8)))
    for first, after in zip(edges[::2], edges[1::2], strict=True):
        yield int(first), int(after) - 1


def _has_words(text: str) -> bool:
    return any(character.isalnum() for character in text)
