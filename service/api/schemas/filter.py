"""Haystack's filters, as far as their shape goes."""

from collections.abc import Iterator
from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    BeforeValidator,
    ConfigDict,
    Discriminator,
    Field,
    Tag,
    WithJsonSchema,
    model_validator,
)
from pydantic_core import PydanticCustomError

from service.api.schemas.strict import Strict
from service.api.schemas.text import ISO_8601, FieldName

MAX_LEVELS = 10
MAX_CONDITIONS = 100
MAX_VALUES = 1000

_OTHERS = [{"type": name} for name in ("number", "boolean", "null")]
_SCALARS = [{"type": "string", "pattern": r"^[^\u0000]*$"}, *_OTHERS]
_LIST = {"type": "array", "items": {"anyOf": _SCALARS}, "maxItems": MAX_VALUES}
#: What each kind of operator compares with, for the OpenAPI document.
_VALUES: dict[tuple[str, ...], dict[str, Any]] = {
    ("==", "!="): {"anyOf": [*_SCALARS, _LIST]},
    (">", ">=", "<", "<="): {"anyOf": [{"type": "string", "pattern": ISO_8601}, *_OTHERS]},
    ("in", "not in"): _LIST,
}
_PAIRS: list[Any] = [
    {"properties": {"operator": {"enum": list(operators)}, "value": value}}
    for operators, value in _VALUES.items()
]


def _json_scalar_or_list(value: Any) -> Any:
    each = value if isinstance(value, list) else [value]
    if len(each) > MAX_VALUES:
        raise PydanticCustomError("many", f"must have at most {MAX_VALUES} items")
    if any(isinstance(item, list | dict) for item in each):
        raise PydanticCustomError("nested", "must be a string, number, boolean, null or a list")
    if any(isinstance(item, str) and "\0" in item for item in each):
        raise PydanticCustomError("nul", "must not have a NUL character")
    return value


class FilterComparison(Strict):
    """``field operator value``; the fields are an article's, with or without ``meta.``."""

    model_config = ConfigDict(json_schema_extra={"anyOf": _PAIRS})

    field: FieldName
    operator: Literal["==", "!=", ">", ">=", "<", "<=", "in", "not in"]
    value: Annotated[
        Any,
        AfterValidator(_json_scalar_or_list),
        WithJsonSchema({"anyOf": [*_SCALARS, _LIST]}),
    ]

    @model_validator(mode="after")
    def _comparable(self) -> "FilterComparison":
        if self.operator in ("in", "not in"):
            if not isinstance(self.value, list):
                raise PydanticCustomError("in", "needs a list as value for in and not in")
        elif self.operator not in ("==", "!=") and not _has_order(self.value):
            message = "needs a number or an ISO 8601 date as value for <, <=, > and >="
            raise PydanticCustomError("order", message)
        return self


class FilterLogic(Strict):
    """Several conditions joined; ``NOT`` holds where not all of them do."""

    operator: Literal["AND", "OR", "NOT"]
    conditions: Annotated[
        list["Condition"],
        Field(min_length=1, json_schema_extra={"maxItems": MAX_CONDITIONS - 1}),
    ]


def _alternative(value: Any) -> str | None:
    if isinstance(value, FilterComparison | FilterLogic):
        return "<comparison>" if isinstance(value, FilterComparison) else "<logic>"
    if not isinstance(value, dict):
        return None
    return "<comparison>" if "field" in value else "<logic>"


Condition = Annotated[
    Annotated[FilterComparison, Tag("<comparison>")] | Annotated[FilterLogic, Tag("<logic>")],
    Discriminator(
        _alternative,
        custom_error_type="condition",
        custom_error_message="must be an object with field, operator and value, "
        "or with operator and conditions",
    ),
]

FilterLogic.model_rebuild()


def _within_limits(value: Any) -> Any:
    for count, level in enumerate(_levels(value, 1), 1):
        if level > MAX_LEVELS:
            raise PydanticCustomError("deep", f"must not be deeper than {MAX_LEVELS} levels")
        if count > MAX_CONDITIONS:
            raise PydanticCustomError("many", f"must have at most {MAX_CONDITIONS} conditions")
    return value


def _levels(value: Any, level: int) -> Iterator[int]:
    yield level
    conditions = value.get("conditions") if isinstance(value, dict) else None
    for condition in conditions if isinstance(conditions, list) else ():
        yield from _levels(condition, level + 1)


def _has_order(value: Any) -> bool:
    if not isinstance(value, str):
        return not isinstance(value, list)
    try:
        datetime.fromisoformat(value)
    except ValueError:
        return False
    return True


#: A whole filter.
Filter = Annotated[Condition, BeforeValidator(_within_limits)]
