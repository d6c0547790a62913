"""Haystack's metadata filters, walked through and checked; stores say what they mean."""

import reprlib
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from typing import Any, Generic, TypeVar

from haystack.errors import FilterError

#: How deep conditions may be nested.
DEEPEST = 32

#: The most comparisons in one filter; plain texts and numbers in a list count as one where
#: a store can look them up at once.
MOST = 1000

ORDERINGS = (">", ">=", "<", "<=")
_OPERATORS = ("==", "!=", *ORDERINGS, "in", "not in")

Condition = TypeVar("Condition")


class FilterCompiler(ABC, Generic[Condition]):
    """Makes a store's condition of one filter."""

    def __init__(self) -> None:
        self._comparisons = 0

    def condition(self, filters: Any, depth: int = 0) -> Condition:
        """:raises FilterError: when the filter is malformed."""
        if not isinstance(filters, Mapping):
            raise FilterError(f"A filter must be an object, not {reprlib.repr(filters)}.")
        if depth > DEEPEST:
            raise FilterError(f"Filters may be nested {DEEPEST} deep at most.")
        if "field" in filters:
            return self._checked(filters)
        return self._logic(filters, depth)

    @abstractmethod
    def comparison(self, name: str, operator: str, value: Any) -> Condition:
        """The rows whose field ``name`` compares so with ``value``; ``operator`` is none of
        the negative ones."""

    @abstractmethod
    def joined(self, operator: str, parts: Sequence[Condition]) -> Condition:
        """The parts with ``AND`` or ``OR`` between them; of no parts, all or nothing."""

    @abstractmethod
    def negated(self, condition: Condition) -> Condition:
        """Exactly the rows that do not match."""

    def count(self, comparisons: int) -> None:
        """:raises FilterError: when there are too many in all."""
        self._comparisons += comparisons
        if self._comparisons > MOST:
            raise FilterError(f"A filter may have {MOST} comparisons at most.")

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
        together = self.joined("OR" if operator == "OR" else "AND", parts)
        return self.negated(together) if operator == "NOT" else together

    def _checked(self, filters: Mapping[str, Any]) -> Condition:
        name, operator = filters["field"], _required(filters, "operator")
        value = _required(filters, "value")
        if operator not in _OPERATORS:
            known = ", ".join(_OPERATORS)
            raise FilterError(f"Unknown operator {reprlib.repr(operator)}; use one of {known}.")
        if operator in ("in", "not in") and not isinstance(value, list):
            raise FilterError(f"'in' and 'not in' need a list, not {type(value).__name__}.")
        if not isinstance(name, str) or not name or '"' in name:
            raise FilterError(f"'field' must be a name without quotes, not {reprlib.repr(name)}.")
        if operator in ("!=", "not in"):
            positive = "==" if operator == "!=" else "in"
            return self.negated(self.comparison(name, positive, value))
        return self.comparison(name, operator, value)


def _required(filters: Mapping[str, Any], key: str) -> Any:
    if key not in filters:
        raise FilterError(f"'{key}' key missing in {reprlib.repr(dict(filters))}.")
    return filters[key]
