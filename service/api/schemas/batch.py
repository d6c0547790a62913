"""Several questions at once."""

from typing import Annotated, Any

from pydantic import BaseModel, Field, ValidationError, ValidatorFunctionWrapHandler, WrapValidator

from service.api.openapi import with_examples
from service.api.schemas.answer import AskResponse
from service.api.schemas.examples import BATCH_EN, BATCH_FR
from service.api.schemas.problem import Problem
from service.api.schemas.question import AskRequest
from service.api.schemas.strict import Strict

MOST_QUESTIONS = 100


def _or_what_is_wrong(value: Any, validate: ValidatorFunctionWrapHandler) -> Any:
    try:
        return validate(value)
    except ValidationError as error:
        return error


#: A question, or why it is none: one that is refused spoils no other.
Asked = Annotated[AskRequest, WrapValidator(_or_what_is_wrong)]


@with_examples(
    fr={"questions": [{"question": "Qui a inauguré le pont ?"}, {"question": "Où ?", "top_k": 1}]},
    en={"questions": [{"question": "Who opened the bridge?"}, {"question": "Where?"}]},
)
class BatchRequest(Strict):
    """Questions, each like the body of ``/v1/ask``."""

    questions: Annotated[list[Asked], Field(min_length=1, max_length=MOST_QUESTIONS)]


class BatchResult(BaseModel):
    """What question number ``index`` (from 0) got: with ``status`` 200 a ``result``, otherwise
    a ``problem``, and where that is known after how many seconds to ask again."""

    index: int
    status: int
    result: AskResponse | None = Field(None, description="As /v1/ask responds.")
    problem: Problem | None = Field(None, description="Why there is no result.")
    retry_after: int | None = Field(None, description="Seconds to wait before asking again.")


_LINES = {
    "application/x-ndjson": {
        "schema": {"$ref": "#/components/schemas/BatchResult"},
        "examples": {"fr": {"value": BATCH_FR}, "en": {"value": BATCH_EN}},
    }
}


@with_examples(fr={"results": [BATCH_FR]}, en={"results": [BATCH_EN]})
class BatchResponse(BaseModel):
    """What each question got, in the order of the questions."""

    results: list[BatchResult]


BatchResponse.model_config["openapi_extra"]["content"] = _LINES  # type: ignore[typeddict-item]
