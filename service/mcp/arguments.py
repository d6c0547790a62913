"""What the tools take. The descriptions are read by language models."""

from typing import Annotated

from pydantic import Field

from service.api.schemas.conversation import Conversation
from service.api.schemas.filter import Filter
from service.api.schemas.question import AnswerCount, PassageCount, Threshold
from service.api.schemas.strict import Strict
from service.api.schemas.text import ArticleId, Question

Filters = Annotated[
    Filter | None,
    Field(
        description="Which articles to read: a comparison {field, operator, value}, or "
        "{operator: AND | OR | NOT, conditions: [...]}. Fields: meta.title, meta.source, "
        "meta.author, meta.url, meta.published_at (ISO 8601), meta.language (ISO 639-1), "
        "meta.article_id. Leave it out to read all articles."
    ),
]


class AskArguments(Strict):
    """A question."""

    question: Annotated[
        Question,
        Field(
            description="One question in the user's own language, French or English. Best "
            "is one that can be understood by itself; what it leaves out is taken from "
            "`conversation`."
        ),
    ]
    top_k: AnswerCount = 3
    filters: Filters = None
    threshold: Annotated[
        Threshold | None,
        Field(
            description="The least probability of an answer, 0 to 1. Leave it out for the "
            "calibrated one; a higher one means fewer and surer answers."
        ),
    ] = None
    conversation: Conversation = Field(default_factory=list)


class SearchArguments(Strict):
    """A search for passages."""

    query: Annotated[Question, Field(description="What the passages should be about.")]
    top_k: PassageCount = 10
    filters: Filters = None


class ArticleArguments(Strict):
    """The article to read."""

    article_id: Annotated[
        ArticleId, Field(description="An article_id as citations and passages have it.")
    ]
