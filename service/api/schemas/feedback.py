"""What people say of answers, as clients send it."""

import re
from typing import Annotated

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    model_validator,
)
from pydantic_core import PydanticCustomError

from service.api.openapi import with_examples
from service.api.schemas.count import WHOLE
from service.api.schemas.curated import AnswerText, Offset
from service.api.schemas.examples import FEEDBACK_EN, FEEDBACK_FR
from service.api.schemas.strict import Strict
from service.api.schemas.text import SHOWN, ArticleId, visible
from service.api.schemas.together import having
from service.records.feedback import Verdict


def _a_query_id(text: str) -> str:
    if not re.fullmatch(r"[0-9a-f]{32}", text):
        raise PydanticCustomError("query_id", "must be the query_id of a response")
    return text


QueryId = Annotated[
    str, AfterValidator(_a_query_id), Field(json_schema_extra={"pattern": "^[0-9a-f]{32}$"})
]


def _a_verdict(text: str) -> str:
    if text not in [*Verdict]:
        raise PydanticCustomError("verdict", f"must be one of {', '.join(Verdict)}")
    return text


class CorrectedSpan(Strict):
    """Where the right answer stands: from start to end, or as a text that stands in the
    article just once."""

    model_config = ConfigDict(
        json_schema_extra={
            "anyOf": [having("start", "end"), having("text", without=("start", "end"))]
        }
    )

    article_id: ArticleId
    start: Offset | None = None
    end: Offset | None = None
    text: AnswerText | None = None

    @model_validator(mode="after")
    def _a_place(self) -> "CorrectedSpan":
        if (self.start is None) != (self.end is None):
            raise PydanticCustomError("place", "needs both start and end, or neither")
        if self.start is None and self.text is None:
            raise PydanticCustomError("place", "needs start and end, or text")
        return self


@with_examples(fr=FEEDBACK_FR, en=FEEDBACK_EN)
class FeedbackBody(Strict):
    """A verdict on one answer, or on there being none."""

    query_id: QueryId
    answer: Annotated[
        int, Field(ge=0, le=19, description="Which answer; the first is 0."), WHOLE
    ] = 0
    verdict: Annotated[
        str, AfterValidator(_a_verdict), Field(json_schema_extra={"enum": [*Verdict]})
    ]
    corrected: CorrectedSpan | None = None
    comment: (
        Annotated[
            str, StringConstraints(min_length=1, max_length=2000), AfterValidator(visible), SHOWN
        ]
        | None
    ) = None


class FeedbackPath(BaseModel):
    """The id of a query in a path."""

    query_id: QueryId


class StoredSpan(BaseModel):
    """Where the right answer stands, in this version of the article."""

    article_id: str
    article_version: str
    start: int
    end: int


class FeedbackStored(BaseModel):
    """The feedback as it is kept."""

    query_id: str
    answer: int
    verdict: Verdict
    corrected: StoredSpan | None
    comment: str | None
