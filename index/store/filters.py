"""Haystack's metadata filters as SQL, so that they apply before any search."""

import json
import math
import reprlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from haystack.errors import FilterError

from index.store.dates import parse_date

#: How deep conditions may be nested.
DEEPEST = 32

#: The most comparisons in one filter; plain texts and numbers in a list count as one.
MOST = 1000

_ORDERINGS = (">", ">=", "<", "<=")
_OPERATORS = ("==", "!=", *_ORDERINGS, "in", "not in")


@dataclass(frozen=True, slots=True)
class Condition:
    """A boolean SQL expression that is never NULL, and its parameters."""

    sql: str
    parameters: tuple[Any, ...] = ()


EVERYTHING = Condition("1")


def compile_filters(
    filters: Mapping[str, Any] | None, columns: Mapping[str, str], meta: str = "meta"
) -> Condition:
    """The rows that match ``filters``.

    ``columns`` maps document fields to SQL columns of text; every other field, with or
    without ``meta.`` in front, is looked up in the JSON column ``meta``. The meaning is
    that of ``haystack.utils.filters.document_matches_filter``, with two differences:
    only ISO 8601 dates (``YYYY-MM-DD…``) are dates, and a stored value that an ordering
    operator cannot compare does not match instead of failing the whole search.

    :raises FilterError: when the filter is malformed.
    """
    if not filters:
        return EVERYTHING
    return _Compiler(columns, meta).condition(filters, 0)


@dataclass(frozen=True, slots=True)
class _Field:
    """How to read a field in SQL: its value, and its JSON type."""

    value: Condition
    kind: Condition


class _Compiler:
    def __init__(self, columns: Mapping[str, str], meta: str) -> None:
        self._columns = columns
        self._meta = meta
        self._comparisons = 0

    def condition(self, filters: Any, depth: int) -> Condition:
        if not isinstance(filters, Mapping):
            raise FilterError(f"A filter must be an object, not {reprlib.repr(filters)}.")
        if depth > DEEPEST:
            raise FilterError(f"Filters may be nested {DEEPEST} deep at most.")
        if "field" in filters:
            return self._comparison(filters)
        return self._logic(filters, depth)

    def _logic(self, filters: Mapping[str, Any], depth: int) -> Condition:
        operator = _required(filters, "operator")
        conditions = _required(filters, "conditions")
        if operator not in ("AND", "OR", "NOT"):
            raise FilterError(
                f"Unknown logical operator {reprlib.repr(operator)}; use AND, OR or NOT."
            )
        if not isinstance(conditions, Sequence) or isinstance(conditions, str):
            raise FilterError("'conditions' must be a list.")
        parts = [self.condition(part, depth + 1) for part in conditions]
        joined = _joined("OR" if operator == "OR" else "AND", parts)
        return _negated(joined) if operator == "NOT" else joined

    def _comparison(self, filters: Mapping[str, Any]) -> Condition:
        operator, value = _required(filters, "operator"), _required(filters, "value")
        if operator not in _OPERATORS:
            known = ", ".join(_OPERATORS)
            raise FilterError(f"Unknown operator {reprlib.repr(operator)}; use one of {known}.")
        self._count(len(_singly(value)) if operator in ("in", "not in") else 1)
        field = self._field(filters["field"])
        if operator in _ORDERINGS:
            return _ordering(field, operator, value)
        negative = operator in ("!=", "not in")
        positive = _in(field, value) if operator.endswith("in") else _equal(field, value)
        return _negated(positive) if negative else positive

    def _count(self, comparisons: int) -> None:
        self._comparisons += comparisons
        if self._comparisons > MOST:
            raise FilterError(f"A filter may have {MOST} comparisons at most.")

    def _field(self, name: Any) -> _Field:
        if not isinstance(name, str) or not name or '"' in name:
            raise FilterError(f"'field' must be a name without quotes, not {reprlib.repr(name)}.")
        if name in self._columns:
            column = self._columns[name]
            return _Field(Condition(column), Condition(f"iif({column} IS NULL, NULL, 'text')"))
        keys = name.removeprefix("meta.").split(".")
        # SQLite compares names as JSON writes them, backslashes and all.
        path = "$" + "".join(f".{_json(key)}" for key in keys)
        return _Field(
            Condition(f"json_extract({self._meta}, ?)", (path,)),
            Condition(f"json_type({self._meta}, ?)", (path,)),
        )


def _required(filters: Mapping[str, Any], key: str) -> Any:
    if key not in filters:
        raise FilterError(f"'{key}' key missing in {reprlib.repr(dict(filters))}.")
    return filters[key]


def _joined(operator: str, parts: Sequence[Condition]) -> Condition:
    if not parts:
        return Condition("1" if operator == "AND" else "0")
    sqls = [part.sql for part in parts]
    while len(sqls) > 1:  # in pairs: SQLite takes no expression that is a thousand deep
        pairs = (sqls[begin : begin + 2] for begin in range(0, len(sqls), 2))
        sqls = [f"({f' {operator} '.join(pair)})" for pair in pairs]
    return Condition(f"({sqls[0]})", tuple(p for part in parts for p in part.parameters))


def _negated(condition: Condition) -> Condition:
    return Condition(f"(NOT {condition.sql})", condition.parameters)


def _sure(template: str, *operands: Condition, last: Sequence[Any] = ()) -> Condition:
    """``template`` with ``{}`` for each operand, false where SQL would say NULL."""
    sql = template.format(*(operand.sql for operand in operands))
    parameters = [p for operand in operands for p in operand.parameters]
    return Condition(f"ifnull({sql}, 0)", (*parameters, *last))


def _equal(field: _Field, value: Any) -> Condition:
    if value is None:
        return Condition(f"({field.value.sql} IS NULL)", field.value.parameters)
    if isinstance(value, str):
        _json(value)
        text = _sure("({} = 'text' AND {} = ?)", field.kind, field.value, last=(value,))
        if parse_date(value) is None:
            return text
        same_date = _sure("compare_dates({}, ?) = 0", field.value, last=(value,))
        return _joined("OR", [text, same_date])
    if isinstance(value, list | dict):
        kind = "array" if isinstance(value, list) else "object"
        return _sure(
            f"({{}} = '{kind}' AND same_json({{}}, ?))",
            field.kind,
            field.value,
            last=(_json(value),),
        )
    return _sure("{} = ?", field.value, last=(_number(value),))


def _in(field: _Field, values: Any) -> Condition:
    # One look-up for all plain texts keeps lists of thousands of ids cheap; the same
    # goes for numbers.
    texts = [value for value in values if _is_plain(value)]
    numbers = [_number(value) for value in values if isinstance(value, int | float)]
    found = [_equal(field, value) for value in _singly(values)]
    if texts:
        template = "({} = 'text' AND {} IN (SELECT value FROM json_each(?)))"
        found.append(_sure(template, field.kind, field.value, last=(_json(texts),)))
    if numbers:
        template = "{} IN (SELECT value FROM json_each(?))"
        found.append(_sure(template, field.value, last=(_json(numbers),)))
    return _joined("OR", found)


def _singly(values: Any) -> list[Any]:
    """Those of a list's values that have to be compared one by one."""
    if not isinstance(values, list):
        raise FilterError(f"'in' and 'not in' need a list, not {type(values).__name__}.")
    return [each for each in values if not _is_plain(each) and not isinstance(each, int | float)]


def _is_plain(value: Any) -> bool:
    return isinstance(value, str) and parse_date(value) is None


def _ordering(field: _Field, operator: str, value: Any) -> Condition:
    if value is None:
        return Condition("0")
    if isinstance(value, str):
        if parse_date(value) is None:
            raise FilterError(
                f"{operator!r} compares numbers and ISO 8601 dates, not {value[:80]!r}."
            )
        return _sure(f"compare_dates({{}}, ?) {operator} 0", field.value, last=(value,))
    number = _number(value, operator)
    kinds = "('integer', 'real', 'true', 'false')"
    return _sure(
        f"({{}} IN {kinds} AND {{}} {operator} ?)", field.kind, field.value, last=(number,)
    )


def _number(value: Any, operator: str = "==") -> int | float:
    if not isinstance(value, int | float):
        raise FilterError(f"{operator!r} cannot compare with {type(value).__name__}.")
    if isinstance(value, float) and not math.isfinite(value):
        raise FilterError(f"{operator!r} needs a finite number.")
    try:
        return float(value) if abs(value) >= 2**63 else value
    except OverflowError as error:
        raise FilterError(f"{operator!r} cannot compare with so large a number.") from error


def _json(value: Any) -> str:
    try:
        text = json.dumps(value, ensure_ascii=False, allow_nan=False)
        text.encode()
    except (TypeError, ValueError, RecursionError) as error:
        raise FilterError(f"A filter's names and values must be JSON: {error}.") from error
    return text
