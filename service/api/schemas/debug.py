"""Why a question was answered as it was."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field


class Ranked(BaseModel):
    """Where a passage came in one ranking: its ``rank``, from 1, and its score there."""

    rank: int
    score: float | None


class ReadPassage(BaseModel):
    """A passage that was read, with its rank and score after the fusion of the two rankings."""

    rank: int
    passage_id: str
    article_id: str
    start: int
    end: int
    language: str | None
    score: float | None = Field(description="Fused, 0 to 1.")
    dense: Ranked | None = Field(description="By cosine; null when beyond the depth.")
    bm25: Ranked | None = Field(description="By BM25; null when no word is shared.")


class Fusion(BaseModel):
    """A passage scores 1/(k + dense rank) + weight/(k + BM25 rank), divided by the most that
    there can be; the weight depends on the languages of question and passage."""

    k: int
    bm25_weight: float
    bm25_weight_across_languages: float


class Features(BaseModel):
    """What the calibration looks at."""

    margin: float = Field(description="Reader's logits above those of 'no answer'.")
    retrieval: float = Field(description="Fused score of the passage, 0 to 1.")
    sentence: float = Field(description="Cosine of question and sentence, less the best's.")


class Place(BaseModel):
    """Some text of an article: ``article.text[start:end]``, in code points."""

    text: str
    article_id: str
    start: int
    end: int
    passage_id: str


class ReadSpan(Place):
    """A span that the reader proposed, and what became of it.

    ``best`` of ``candidate``, or ``merged`` into it as another place of the same answer;
    ``leftover`` beside a much better answer in its sentence; ``not_compared``, as the reader
    and the retrieval were less sure of it than of eight others; ``no_words`` but grammar's.
    """

    parts: list[tuple[int, int]] = Field(description="Spans of a broken enumeration.")
    score: float = Field(description="The reader's own, 0 to 1.")
    logit: float | None = Field(description="Start and end together; null for other readers.")
    null_score: float | None = Field(description="The logit of 'no answer' in its passage.")
    margin: float
    evidence: Features | None
    probability: float | None = Field(description="Calibrated, of this span alone.")
    outcome: Literal["best", "merged", "leftover", "not_compared", "no_words"]
    candidate: int | None = Field(description="Which of the candidates, from 0.")


class FoundSpan(Place):
    """Where a candidate was found: ``spans[span]``."""

    span: int


class Candidate(BaseModel):
    """An answer that was considered, with all its places; ``probability`` is never above that
    of a candidate ranked higher."""

    text: str
    probability: float
    evidence: Features
    outcome: Literal["answered", "below_threshold", "beyond_top_k"]
    found: list[FoundSpan]


class Debug(BaseModel):
    """From the passages to the answers, step by step; each list is in order of rank."""

    model_config = ConfigDict(extra="allow")

    threshold: float | None = Field(None, description="The least probability of an answer.")
    fusion: Fusion | None = None
    passages: list[ReadPassage] = []
    spans: list[ReadSpan] = []
    candidates: list[Candidate] = []
