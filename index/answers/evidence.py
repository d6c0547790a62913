"""What speaks for an answer, as the few numbers that the calibration looks at."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from haystack import ExtractedAnswer


@dataclass(frozen=True, slots=True)
class Evidence:
    """For one answer to one question:

    ``margin``: how far the reader prefers it to "no answer", in logits.
    ``retrieval``: the passage's fused score, 0 to 1.
    ``sentence``: the cosine of the question and the sentence around the answer, less that
    of the nearest sentence among all answers to the question; at most 0. The reader
    judges one passage at a time and is easily drawn to a quotation that answers another
    question; the encoder compares across passages.
    """

    margin: float
    retrieval: float
    sentence: float


def gather(
    answers: Sequence[ExtractedAnswer],
    question_vector: Sequence[float],
    sentence_vectors: Sequence[Sequence[float]],
) -> list[Evidence]:
    """The evidence for each answer to one question; ``sentence_vectors`` are the vectors,
    not necessarily of unit length, of the sentences around them."""
    if not answers:
        return []
    vectors = np.asarray(sentence_vectors, dtype=np.float64)
    question = np.asarray(question_vector, dtype=np.float64)
    lengths = np.linalg.norm(vectors, axis=1) * np.linalg.norm(question)
    cosines = vectors @ question / np.where(lengths == 0, 1, lengths)
    relative = cosines - cosines.max()
    return [
        Evidence(margin(answer), retrieval_score(answer), float(cosine))
        for answer, cosine in zip(answers, relative, strict=True)
    ]


def margin(answer: ExtractedAnswer) -> float:
    """How far the reader prefers the answer to "no answer", in logits.

    Readers that tell only a probability have it turned back into logits.
    """
    told = answer.meta.get("margin")
    if told is not None:
        return float(told)
    score = min(max(answer.score, 1e-9), 1 - 1e-9)
    return math.log(score / (1 - score))


def retrieval_score(answer: ExtractedAnswer) -> float:
    """The fused score of the answer's passage, 0 to 1."""
    assert answer.document is not None
    return answer.document.score or 0.0
