"""One field of a document against one value, as Haystack compares them, in SQL."""

import json
import math
from dataclasses import dataclass
from typing import Any

from haystack.errors import FilterError

from index.store.condition import Condition, joined, sure
from index.text.iso_dates import parse_date


@dataclass(frozen=True, slots=True)
class Field:
    """How to read a field in SQL: its value, and its JSON type."""

    value: Condition
    kind: Condition


def equal(field: Field, value: Any) -> Condition:
    """``==``: of one type, or two spellings of one date; ``None`` is a field that is not there.

    :raises FilterError: when ``value`` is no JSON.
    """
    if value is None:
        return Condition(f"({field.value.sql} IS NULL)", field.value.parameters)
    if isinstance(value, str):
        _must_be_whole(value)
        as_json(value)
        text = sure("({} = 'text' AND {} = ?)", field.kind, field.value, last=(value,))
        if parse_date(value) is None:
            return text
        same_date = sure("compare_dates({}, ?) = 0", field.value, last=(value,))
        return joined("OR", [text, same_date])
    if isinstance(value, list | dict):
        kind = "array" if isinstance(value, list) else "object"
        return sure(
            f"({{}} = '{kind}' AND same_json({{}}, ?))",
            field.kind,
            field.value,
            last=(as_json(value),),
        )
    return sure("{} = ?", field.value, last=(_number(value),))


def is_in(field: Field, values: Any) -> Condition:
    """``in``: equal to one of ``values``.

    :raises FilterError: when ``values`` is no list, or has what is no JSON.
    """
    # One look-up for all plain texts keeps lists of thousands of ids cheap; the same
    # goes for numbers.
    texts = [value for value in values if is_plain(value)]
    numbers = [_number(value) for value in values if isinstance(value, int | float)]
    found = [equal(field, value) for value in singly(values)]
    for text in texts:
        _must_be_whole(text)
    if texts:
        template = "({} = 'text' AND {} IN (SELECT value FROM json_each(?)))"
        found.append(sure(template, field.kind, field.value, last=(as_json(texts),)))
    if numbers:
        template = "{} IN (SELECT value FROM json_each(?))"
        found.append(sure(template, field.value, last=(as_json(numbers),)))
    return joined("OR", found)


def singly(values: list[Any]) -> list[Any]:
    """Those of a list's values that have to be compared one by one."""
    return [each for each in values if not is_plain(each) and not isinstance(each, int | float)]


def is_plain(value: Any) -> bool:
    """Whether a value equals nothing but the same text: no other spelling of a date."""
    return isinstance(value, str) and parse_date(value) is None


def _must_be_whole(text: str) -> None:
    if "\0" in text:
        raise FilterError("A filter's texts must be without NUL, where SQLite ends a text.")


def ordering(field: Field, operator: str, value: Any) -> Condition:
    """``>``, ``>=``, ``<`` and ``<=``, of numbers and of dates; nothing compares with ``None``.

    :raises FilterError: when ``value`` is neither a number nor an ISO 8601 date.
    """
    if value is None:
        return Condition("0")
    if isinstance(value, str):
        if parse_date(value) is None:
            raise FilterError(
                f"{operator!r} compares numbers and ISO 8601 dates, not {value[:80]!r}."
            )
        return sure(f"compare_dates({{}}, ?) {operator} 0", field.value, last=(value,))
    number = _number(value, operator)
    kinds = "('integer', 'real', 'true', 'false')"
    return sure(f"({{}} IN {kinds} AND {{}} {operator} ?)", field.kind, field.value, last=(number,))


def _number(value: Any, operator: str = "==") -> int | float:
    if not isinstance(value, int | float):
        raise FilterError(f"{operator!r} cannot compare with {type(value).__name__}.")
    if isinstance(value, float) and not math.isfinite(value):
        raise FilterError(f"{operator!r} needs a finite number.")
    try:
        return float(value) if abs(value) >= 2**63 else value
    except OverflowError as error:
        raise FilterError(f"{operator!r} cannot compare with so large a number.") from error


def as_json(value: Any) -> str:
    """:raises FilterError: when ``value`` is no JSON, or cannot be written as UTF-8."""
    try:
        text = json.dumps(value, ensure_ascii=False, allow_nan=False)
        text.encode()
    except (TypeError, ValueError, RecursionError) as error:
        raise FilterError(f"A filter's names and values must be JSON: {error}.") from error
    return text
