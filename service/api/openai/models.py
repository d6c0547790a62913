"""The one model that there is."""

from typing import Annotated, Literal

from pydantic import BaseModel, Field

from service.api.problem import ProblemError
from service.api.problem_type import ProblemType

NAME = "citeqa"

# The first of January 2025: clients sort by it, and one date serves all workers.
_CREATED = 1735689600
_LONGEST_SHOWN = 100

#: Shown in OpenAI's shape only, so that it is none of the service's own problem types.
MODEL_NOT_FOUND = ProblemType("/problems/model-not-found", 404, "No such model")


class Model(BaseModel):
    """A model, as OpenAI's API describes it."""

    id: str = NAME
    object: Literal["model"] = "model"
    created: int = _CREATED
    owned_by: str = NAME


class ModelList(BaseModel):
    """The models."""

    object: Literal["list"] = "list"
    data: list[Model]


ModelName = Annotated[str, Field(json_schema_extra={"enum": [NAME]})]


class ModelPath(BaseModel):
    """The name of a model in a path."""

    model: ModelName


def require_model(name: str) -> None:
    """:raises ProblemError: when ``name`` is not the model's."""
    if name != NAME:
        shown = name[:_LONGEST_SHOWN]
        detail = f"The model '{shown}' does not exist; /v1/models lists what there is."
        raise ProblemError(MODEL_NOT_FOUND, detail)
