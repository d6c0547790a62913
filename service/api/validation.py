"""Pydantic's findings in words for the client."""

from collections.abc import Callable, Iterator
from itertools import chain
from typing import Any, NoReturn

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from service.api.field_path import field_path
from service.api.problem import FieldError, ProblemError
from service.api.problem_type import INVALID_REQUEST
from service.api.schemas.strict import UNKNOWN_FIELDS

_MESSAGES: dict[str, Callable[[dict[str, Any]], str]] = {
    "missing": lambda _: "is required",
    "string_type": lambda _: "must be a string",
    "string_unicode": lambda _: "must be text",
    "string_too_short": lambda c: f"must have at least {c['min_length']} character",
    "string_too_long": lambda c: f"must have at most {c['max_length']} characters",
    "int_type": lambda _: "must be an integer",
    "int_parsing": lambda _: "must be an integer",
    "int_parsing_size": lambda _: "must be a smaller integer",
    "int_from_float": lambda _: "must be an integer",
    "float_type": lambda _: "must be a number",
    "float_parsing": lambda _: "must be a number",
    "finite_number": lambda _: "must be a finite number",
    "bool_type": lambda _: "must be true or false",
    "greater_than_equal": lambda c: f"must be at least {c['ge']:g}",
    "less_than_equal": lambda c: f"must be at most {c['le']:g}",
    "list_type": lambda _: "must be a list",
    "dict_type": lambda _: "must be an object",
    "model_type": lambda _: "must be an object",
    "too_short": lambda c: f"must have at least {c['min_length']} item",
    "too_long": lambda c: f"must have at most {c['max_length']} items",
    "literal_error": lambda c: f"must be {c['expected']}",
}


def refuse(error: ValidationError) -> NoReturn:
    """:raises ProblemError: always, with each field that is wrong and what it may be."""
    found = error.errors(include_url=False, include_input=False)
    errors = list(chain.from_iterable(map(_field_errors, found)))
    names = ", ".join(dict.fromkeys(each.field for each in errors))
    detail = f"Not acceptable: {names}."
    raise ProblemError(INVALID_REQUEST, detail, errors=errors) from None


def _field_errors(error: ErrorDetails) -> Iterator[FieldError]:
    context = error.get("ctx", {})
    if error["type"] == UNKNOWN_FIELDS:
        for name in context["unknown"]:
            yield FieldError(field_path((*error["loc"], name)), error["msg"])
        return
    message = _MESSAGES.get(error["type"])
    yield FieldError(field_path(error["loc"]), message(context) if message else error["msg"])
