"""Haystack's metadata filters as SQL, so that they apply before any search."""

from collections.abc import Mapping, Sequence
from typing import Any

from index.filtering import ORDERINGS, FilterCompiler
from index.store.comparisons import Field, as_json, equal, is_in, ordering, singly
from index.store.condition import EVERYTHING, Condition, joined, negated


def compile_filters(
    filters: Mapping[str, Any] | None, columns: Mapping[str, str], meta: str = "meta"
) -> Condition:
    """The rows that match ``filters``.

    ``columns`` maps document fields to SQL columns of text; every other field, with or
    without ``meta.`` in front, is looked up in the JSON column ``meta``. The meaning is
    that of ``haystack.utils.filters.document_matches_filter``, with three differences:
    only ISO 8601 dates (``YYYY-MM-DD…``) are dates, ``24:00`` is midnight for orderings as
    it is for ``==``, and a stored value that an ordering operator cannot compare does not
    match instead of failing the whole search.

    :raises FilterError: when the filter is malformed.
    """
    if not filters:
        return EVERYTHING
    return _Compiler(columns, meta).condition(filters)


class _Compiler(FilterCompiler[Condition]):
    def __init__(self, columns: Mapping[str, str], meta: str) -> None:
        super().__init__()
        self._columns = columns
        self._meta = meta

    def comparison(self, name: str, operator: str, value: Any) -> Condition:
        self.count(len(singly(value)) if operator == "in" else 1)
        field = self._field(name)
        if operator in ORDERINGS:
            return ordering(field, operator, value)
        return is_in(field, value) if operator == "in" else equal(field, value)

    def joined(self, operator: str, parts: Sequence[Condition]) -> Condition:
        return joined(operator, parts)

    def negated(self, condition: Condition) -> Condition:
        return negated(condition)

    def _field(self, name: str) -> Field:
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
