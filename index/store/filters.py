"""Haystack's metadata filters as SQL, so that they apply before any search."""

import reprlib
from collections.abc import Mapping, Sequence
from typing import Any

from haystack.errors import FilterError

from index.store.comparisons import Field, as_json, equal, is_in, ordering, singly
from index.store.condition import EVERYTHING, Condition, joined, negated

#: How deep conditions may be nested.
DEEPEST = 32

#: The most comparisons in one filter; plain texts and numbers in a list count as one.
MOST = 1000

_ORDERINGS = (">", ">=", "<", "<=")
_OPERATORS = ("==", "!=", *_ORDERINGS, "in", "not in")


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
        together = joined("OR" if operator == "OR" else "AND", parts)
        return negated(together) if operator == "NOT" else together

    def _comparison(self, filters: Mapping[str, Any]) -> Condition:
        operator, value = _required(filters, "operator"), _required(filters, "value")
        if operator not in _OPERATORS:
            known = ", ".join(_OPERATORS)
            raise FilterError(f"Unknown operator {reprlib.repr(operator)}; use one of {known}.")
        self._count(len(singly(value)) if operator in ("in", "not in") else 1)
        field = self._field(filters["field"])
        if operator in _ORDERINGS:
            return ordering(field, operator, value)
        negative = operator in ("!=", "not in")
        positive = is_in(field, value) if operator.endswith("in") else equal(field, value)
        return negated(positive) if negative else positive

    def _count(self, comparisons: int) -> None:
        self._comparisons += comparisons
        if self._comparisons > MOST:
            raise FilterError(f"A filter may have {MOST} comparisons at most.")

    def _field(self, name: Any) -> Field:
        if not isinstance(name, str) or not name or '"' in name:
            raise FilterError(f"'field' must be a name without quotes, not {reprlib.repr(name)}.")
        if name in self._columns:
            column = self._columns[name]
            return Field(Condition(column), Condition(f"iif({column} IS NULL, NULL, 'text')"))
        keys = name.removeprefix("meta.").split(".")
        # SQLite compares names as JSON writes them, backslashes and all.
        path = "$" + "".join(f".{as_json(key)}" for key in keys)
        return Field(
            Condition(f"json_extract({self._meta}, ?)", (path,)),
            Condition(f"json_type({self._meta}, ?)", (path,)),
        )


def _required(filters: Mapping[str, Any], key: str) -> Any:
    if key not in filters:
        raise FilterError(f"'{key}' key missing in {reprlib.repr(dict(filters))}.")
    return filters[key]
