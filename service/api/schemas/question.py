"""What one can ask."""

from typing import Annotated

from pydantic import Field

from service.api.openapi import with_examples
from service.api.schemas.conversation import Conversation
from service.api.schemas.count import WHOLE
from service.api.schemas.filter import Filter
from service.api.schemas.strict import Closed, Strict
from service.api.schemas.text import Question

AnswerCount = Annotated[int, Field(ge=1, le=20, description="How many answers at most."), WHOLE]
PassageCount = Annotated[int, Field(ge=1, le=100, description="How many passages at most."), WHOLE]
Threshold = Annotated[
    float,
    Field(ge=0, le=1, allow_inf_nan=False, description="The least probability of an answer."),
]
TimeoutMs = Annotated[
    int,
    Field(
        ge=1,
        le=600_000,
        description="Milliseconds until the best answer so far is given, marked partial, or "
        "none; the server's own limit, where that is less.",
    ),
    WHOLE,
]

_SINCE_2024 = {"field": "meta.published_at", "operator": ">=", "value": "2024-01-01"}


@with_examples(
    fr={
        "question": "Et quand est-elle arrivée ?",
        "top_k": 3,
        "conversation": [
            {
                "question": "Qui a inauguré le pont ?",
                "answer": "la maire, Claire Dubois",
                "article_ids": ["exemple/pont"],
            }
        ],
    },
    en={
        "question": "And who went with her?",
        "filters": _SINCE_2024,
        "threshold": 0.5,
        "conversation": [{"question": "Who opened the bridge?", "answer": "Claire Dubois"}],
    },
)
class AskRequest(Strict):
    """A question; ``threshold`` takes the place of the one that the index comes with."""

    question: Question
    top_k: AnswerCount = 3
    filters: Filter | None = None
    threshold: Threshold | None = None
    timeout_ms: TimeoutMs | None = None
    debug: bool = False
    conversation: Conversation = Field(default_factory=list)


class AskQuery(Closed):
    """A question in a query string."""

    q: Question
    top_k: AnswerCount = 3
    threshold: Threshold | None = None
    timeout_ms: TimeoutMs | None = None


@with_examples(
    fr={"query": "inondations dans le Sud", "top_k": 5},
    en={"query": "floods in the south", "filters": _SINCE_2024},
)
class SearchRequest(Strict):
    """A search for passages."""

    query: Question
    top_k: PassageCount = 10
    filters: Filter | None = None
