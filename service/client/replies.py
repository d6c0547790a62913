"""What the service says of a question; all offsets are code points, ends exclusive."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from service.client.errors import Problem


@dataclass(frozen=True, slots=True)
class Citation:
    """Where an answer stands: ``article.text[start:end]``, within the sentences of ``quote``."""

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
    """One span of an answer that is spread over its text."""

    text: str
    citation: Citation


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer, word for word. ``score``: the probability, 0 to 1, that it is right;
    ``confidence``: the same as ``high``, ``medium`` or ``low``."""

    text: str
    score: float
    confidence: str
    language: str | None
    citations: tuple[Citation, ...]
    parts: tuple[Part, ...] = ()


@dataclass(frozen=True, slots=True)
class Passage:
    """A passage: ``text`` is ``article.text[start:end]``; ``score`` ranks, and says no more."""

    id: str
    article_id: str
    title: str | None
    source: str | None
    url: str | None
    published_at: str | None
    language: str | None
    start: int
    end: int
    text: str
    score: float | None


@dataclass(frozen=True, slots=True)
class CuratedSource:
    """What a curated answer rests on that is cited to no article."""

    title: str | None
    url: str | None
    source: str | None


@dataclass(frozen=True, slots=True)
class CuratedMatch:
    """The curated answer that was given: its id, the wording of it that was met and the
    ``similarity`` of that, 0 to 1. ``source``: where the answer has no citations."""

    id: str
    question: str
    similarity: float
    source: CuratedSource | None = None


@dataclass(frozen=True, slots=True)
class Index:
    """What was searched; ``version`` grows with every change."""

    version: int
    articles: int
    passages: int


@dataclass(frozen=True, slots=True)
class Models:
    """The models that were used."""

    encoder: str
    reader: str


@dataclass(frozen=True, slots=True)
class Reply:
    """The answers to a question, best first, or in ``no_answer_reason`` why there are none.

    ``timings_ms``: the milliseconds of each stage. ``debug``: only where it was asked for.
    ``partial``: whether time was up before everything was read. ``resolved_question``: what a
    follow-up was taken to mean. ``curated``: where somebody wrote the answer; it may have a
    ``source`` in place of citations.
    """

    query_id: str
    question: str
    question_language: str | None
    answered: bool
    answer: str | None
    answers: tuple[Answer, ...]
    no_answer_reason: str | None
    passages: tuple[Passage, ...]
    index: Index
    models: Models
    timings_ms: Mapping[str, float]
    debug: Mapping[str, Any] | None = None
    partial: bool = False
    resolved_question: str | None = None
    curated: CuratedMatch | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """The passages that a search found, best first."""

    query: str
    query_language: str | None
    passages: tuple[Passage, ...]
    index: Index
    timings_ms: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class BatchItem:
    """What question number ``index`` (from 0) of a batch got: a ``reply`` or a ``problem``."""

    index: int
    reply: Reply | None = None
    problem: Problem | None = None
