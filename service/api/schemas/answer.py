"""The response to a question."""

from collections.abc import Mapping
from typing import Any
from uuid import uuid4

from pydantic import BaseModel, ConfigDict, Field

from index.reply import CitedAnswer, Confidence, NoAnswerReason, Reply
from service.api.openapi import with_examples
from service.api.schemas.debug import Debug
from service.api.schemas.examples import ANSWER_EN, ANSWER_FR
from service.api.schemas.index_state import Index, Models
from service.api.schemas.passage import Passage


class Citation(BaseModel):
    """Where an answer stands: at ``article.text[start:end]``, in code points."""

    model_config = ConfigDict(from_attributes=True)

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


class Part(BaseModel):
    """One span of an answer that is spread over its text."""

    model_config = ConfigDict(from_attributes=True)

    text: str
    citation: Citation


class Answer(BaseModel):
    """An answer, word for word; ``score`` is the probability that it is right, or for a
    curated answer how near the question is to one of its own.

    Where an enumeration is broken by other words, ``parts`` are its spans, and ``text``
    goes from the first to the last; otherwise there are none.
    """

    model_config = ConfigDict(from_attributes=True)

    text: str
    score: float
    confidence: Confidence
    language: str | None
    citations: list[Citation]
    parts: list[Part]


class CuratedSource(BaseModel):
    """What a curated answer rests on that is cited to no stored article."""

    model_config = ConfigDict(from_attributes=True)

    title: str | None
    url: str | None
    source: str | None


class CuratedMatch(BaseModel):
    """The curated answer that was given in place of the reader's.

    ``question``: the wording of it that was met; ``similarity``: the cosine with that, 0 to
    1; 1 where they are the same but for case, accents and punctuation. ``source``: where
    the answer has no citation.
    """

    model_config = ConfigDict(from_attributes=True)

    id: str
    question: str
    similarity: float
    source: CuratedSource | None


class Timings(BaseModel):
    """How long the stages took, in milliseconds."""

    retrieve: float
    read: float
    total: float


@with_examples(fr=ANSWER_FR, en=ANSWER_EN)
class AskResponse(BaseModel):
    """The answers, best first, or the reason why there are none."""

    query_id: str
    question: str
    question_language: str | None
    resolved_question: str | None = Field(
        description="What was answered in place of a follow-up; null where none was."
    )
    answered: bool
    answer: str | None
    answers: list[Answer]
    no_answer_reason: NoAnswerReason | None
    passages: list[Passage]
    index: Index
    models: Models
    timings_ms: Timings
    partial: bool = Field(description="Time was over before all passages had been read.")
    curated: CuratedMatch | None = None
    debug: Debug | None = Field(None, description="Only when asked for.")

    @classmethod
    def of(cls, reply: Reply, models: Mapping[str, str], *, debug: bool) -> "AskResponse":
        """The response that tells of ``reply``."""
        answers = _answers(reply.answers) if reply.answered else []
        return cls(
            query_id=uuid4().hex,
            question=reply.question,
            question_language=reply.question_language,
            resolved_question=reply.resolved_question,
            answered=reply.answered,
            answer=answers[0].text if answers else None,
            answers=answers,
            no_answer_reason=reply.no_answer_reason,
            passages=[Passage.of(document) for document in reply.passages],
            index=Index.model_validate(reply.index),
            models=Models(encoder=models["encoder"], reader=models["reader"]),
            timings_ms=Timings(**reply.timings_ms),
            partial=reply.partial,
            debug=Debug.model_validate(reply.debug) if debug else None,
            curated=CuratedMatch.model_validate(reply.curated) if reply.curated else None,
        )

    def as_json(self) -> dict[str, Any]:
        """What is sent: no ``debug`` where it was not asked for."""
        return self.model_dump(mode="json", exclude={"debug"} if self.debug is None else None)


def _answers(answers: tuple[CitedAnswer, ...]) -> list[Answer]:
    return [Answer.model_validate(answer) for answer in answers]
