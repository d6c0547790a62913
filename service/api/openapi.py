"""Pieces of the OpenAPI document that the models do not give."""

from collections.abc import Callable
from typing import Any, TypeVar, cast

from pydantic import BaseModel

from service.api.problem_type import ProblemType

_Model = TypeVar("_Model", bound=BaseModel)

_SCHEMA = {"schema": {"$ref": "#/components/schemas/Problem"}}

DEFAULT_RESPONSE: Any = {
    "default": {
        "description": "Any other error, as a problem document.",
        "content": {"application/problem+json": _SCHEMA},
    }
}


def problems(*types: ProblemType) -> dict[Any, Any]:
    """The ``responses`` of an operation that can end in problems of these ``types``."""
    by_status: dict[int, list[ProblemType]] = {}
    for type_ in types:
        by_status.setdefault(type_.status, []).append(type_)
    return {status: _response(alike) for status, alike in by_status.items()}


def _response(types: list[ProblemType]) -> dict[str, Any]:
    examples = {
        type_.uri.rpartition("/")[2]: {
            "value": {"type": type_.uri, "title": type_.title, "status": type_.status}
        }
        for type_ in types
    }
    return {
        "description": " or ".join(type_.title for type_ in types),
        "content": {"application/problem+json": _SCHEMA | {"examples": examples}},
    }


def with_examples(**values: Any) -> Callable[[type[_Model]], type[_Model]]:
    """A decorator that shows ``values``, by name, wherever the model is a whole body."""

    def decorate(model: type[_Model]) -> type[_Model]:
        # flask-openapi3 looks under a key that Pydantic's type of this mapping lacks.
        config = cast(dict[str, Any], model.model_config)
        examples = {name: {"value": value} for name, value in values.items()}
        config["openapi_extra"] = {"examples": examples}
        return model

    return decorate
