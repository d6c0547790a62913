"""What a question gets back: cited answers, or the reason why there is none."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from haystack import Document


class NoAnswerReason(StrEnum):
    """Why a question was not answered."""

    EMPTY_INDEX = "empty_index"
    NO_RELEVANT_PASSAGE = "no_relevant_passage"
    LOW_CONFIDENCE = "low_confidence"


class Confidence(StrEnum):
    """A probability in words; the bounds are part of the calibration."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


@dataclass(frozen=True, slots=True)
class Citation:
    """Where an answer stands: ``article.text[start:end]`` is the answer's text there.

    ``quote`` is the whole sentence or sentences around it, at
    ``article.text[quote_start:quote_end]``. All offsets are code points.
    """

    article_id: str
    article_version: str
    title: str | None
    source: str | None
    url: str | None
    published_at: str | None
    language: str | None
    start: int
    end: int
    quote: str
    quote_start: int
    quote_end: int
    passage_id: str


@dataclass(frozen=True, slots=True)
class Part:
    """One span of an answer that is spread over its text, with its own place."""

    text: str
    citation: Citation


@dataclass(frozen=True, slots=True)
class CitedAnswer:
    """One answer, verbatim, with every place where it was found, best first.

    ``score`` is the calibrated probability, 0 to 1, that the answer is right. ``parts``:
    where an enumeration is broken by other words, its spans; ``text`` goes from the first
    to the last. Empty where all of ``text`` is the answer.
    """

    text: str
    score: float
    confidence: Confidence
    language: str | None
    citations: tuple[Citation, ...]
    parts: tuple[Part, ...] = ()


@dataclass(frozen=True, slots=True)
class CuratedSource:
    """What a curated answer rests on that is cited to no stored article."""

    title: str | None
    url: str | None
    source: str | None


@dataclass(frozen=True, slots=True)
class Curated:
    """The curated answer that was given in place of the reader's.

    ``question``: the wording of it that was met; ``similarity``: the cosine with it, 0 to
    1; 1 where they are the same but for case, accents and punctuation. ``source``: where
    the answer has no citation.
    """

    id: str
    question: str
    similarity: float
    source: CuratedSource | None


@dataclass(frozen=True, slots=True)
class IndexState:
    """What was searched: ``version`` grows with every change to the articles."""

    version: int
    articles: int
    passages: int


@dataclass(frozen=True, slots=True)
class GenerationState:
    """The files that searches use: ``covered`` is how many rows, passages and removals, were
    written when they were made, and grows with each; ``made`` is when, in Unix seconds."""

    covered: int
    made: float


@dataclass(frozen=True, slots=True)
class SearchReply:
    """The passages that retrieval alone finds, best first."""

    query: str
    query_language: str | None
    passages: tuple[Document, ...]
    index: IndexState
    timings_ms: dict[str, float]


@dataclass(frozen=True, slots=True)
class Reply:
    """The outcome of one question.

    ``answers`` are best first, and none when ``answered`` is false; ``passages`` are the
    best retrieved ones either way. ``timings_ms`` has ``retrieve``, ``read`` and
    ``total``; ``debug``, where asked for, the candidates with the evidence for each.
    ``partial``: time was over before all passages were read, so that a better answer may
    stand in one of the others.
    ``curated``: the answer is a curated one, the only one, and nothing was read for it.
    ``resolved_question``: what was answered in place of a follow-up; ``None`` where the
    question stands on its own.
    """

    question: str
    question_language: str | None
    answered: bool
    answers: tuple[CitedAnswer, ...]
    no_answer_reason: NoAnswerReason | None
    passages: tuple[Document, ...]
    index: IndexState
    timings_ms: dict[str, float]
    debug: dict[str, Any] = field(default_factory=dict)
    partial: bool = False
    curated: Curated | None = None
    resolved_question: str | None = None
