"""Haystack's metadata filters as Milvus expressions."""

import json
import math
from collections.abc import Mapping, Sequence
from typing import Any

from haystack.errors import FilterError

from index.filtering import ORDERINGS, FilterCompiler
from index.milvus import condition as c
from index.milvus import sortable
from index.milvus.condition import Condition
from index.milvus.keys import INSTANT, LOCAL, ZONELESS, column_key, path_key
from index.text.iso_dates import parse_date


def compile_filters(
    filters: Mapping[str, Any] | None, columns: Mapping[str, str], lists: bool = True
) -> str:
    """The rows that match ``filters``, by what ``keys`` wrote of them.

    ``columns`` maps document fields to columns; every other field, with or without
    ``meta.`` in front, is metadata. ``lists``: whether the server finds a value inside of
    JSON in a list. The meaning is that of the SQLite store's filters.

    :raises FilterError: when the filter is malformed.
    """
    if not filters:
        return c.EVERYTHING.yes
    return _Compiler(columns, lists).condition(filters).yes


class _Compiler(FilterCompiler[Condition]):
    def __init__(self, columns: Mapping[str, str], lists: bool) -> None:
        super().__init__()
        self._columns = columns
        self._lists = lists

    def comparison(self, name: str, operator: str, value: Any) -> Condition:
        key = self._key(name)
        if operator == "in":
            return self._is_in(key, value)
        self.count(1)
        return ordering(key, operator, value) if operator in ORDERINGS else equal(key, value)

    def joined(self, operator: str, parts: Sequence[Condition]) -> Condition:
        return c.either(parts) if operator == "OR" else c.both(parts)

    def negated(self, condition: Condition) -> Condition:
        return c.negated(condition)

    def _is_in(self, key: str, values: list[Any]) -> Condition:
        plain = [each for each in values if self._lists and _is_plain(each)]
        others = [each for each in values if not (self._lists and _is_plain(each))]
        self.count(len(others) + bool(plain))
        parts = [equal(key, each) for each in others]
        if plain:
            parts.append(c.is_one_of(key, list(dict.fromkeys(map(_plain, plain)))))
        return c.either(parts)

    def _key(self, name: str) -> str:
        _must_be_json(name)
        if name in self._columns:
            return column_key(self._columns[name])
        return path_key(*name.removeprefix("meta.").split("."))


def equal(key: str, value: Any) -> Condition:
    """``==``: of one type, or two spellings of one date; ``None`` is a field that is not there.

    :raises FilterError: when ``value`` is no JSON.
    """
    if value is None:
        return c.missing(key)
    date = parse_date(value) if isinstance(value, str) else None
    if date is None:
        return c.equals(key, _plain(value))
    if date.tzinfo is None:
        return c.equals(key + LOCAL, sortable.local(date))
    same = c.equals(key + INSTANT, sortable.instant(date))
    return c.either([same, c.equals(key + ZONELESS, sortable.local(date))])


def ordering(key: str, operator: str, value: Any) -> Condition:
    """``>``, ``>=``, ``<`` and ``<=``, of numbers and of dates; nothing compares with ``None``.

    :raises FilterError: when ``value`` is neither a number nor an ISO 8601 date.
    """
    if value is None:
        return c.negated(c.EVERYTHING)
    if isinstance(value, str):
        return _dated(key, operator, value)
    if not isinstance(value, int | float):
        raise FilterError(f"{operator!r} cannot compare with {type(value).__name__}.")
    return _bounded(key, operator, _plain(value), (sortable.NUMBER, sortable.BEYOND_NUMBERS))


def _dated(key: str, operator: str, value: str) -> Condition:
    """A date without a time zone is read in that of the other one, as Haystack does."""
    date = parse_date(value)
    if date is None:
        raise FilterError(f"{operator!r} compares numbers and ISO 8601 dates, not {value[:80]!r}.")
    digits = ("0", ":")
    if date.tzinfo is None:
        return _bounded(key + LOCAL, operator, sortable.local(date), digits)
    moment = _bounded(key + INSTANT, operator, sortable.instant(date), digits)
    return c.either([moment, _bounded(key + ZONELESS, operator, sortable.local(date), digits)])


def _bounded(key: str, operator: str, text: str, ends: tuple[str, str]) -> Condition:
    low, high = ends
    if operator in (">", ">="):
        return c.between(key, (operator, text), ("<", high))
    return c.between(key, (">=", low), (operator, text))


def _is_plain(value: Any) -> bool:
    return isinstance(value, int | float) or (isinstance(value, str) and parse_date(value) is None)


def _plain(value: Any) -> str:
    """What ``keys`` writes of a value that is no date.

    :raises FilterError: when ``value`` is no JSON.
    """
    if isinstance(value, str):
        _must_be_json(value)
        return sortable.text(value)
    if isinstance(value, list | dict):
        _must_be_json(value)
        return sortable.structure(value)
    if not isinstance(value, int | float):
        raise FilterError(f"'==' cannot compare with {type(value).__name__}.")
    if not _is_finite(value):
        raise FilterError("A filter's numbers must be finite and no larger than a float's.")
    return sortable.number(value)


def _is_finite(value: float) -> bool:
    try:
        return math.isfinite(value)
    except OverflowError:
        return False


def _must_be_json(value: Any) -> None:
    try:
        json.dumps(value, ensure_ascii=False, allow_nan=False).encode()
    except (TypeError, ValueError, RecursionError) as error:
        raise FilterError(f"A filter's names and values must be JSON: {error}.") from error
