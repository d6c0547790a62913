"""What filters can ask of a row, as one flat JSON object of short texts."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from index.milvus import sortable
from index.text.iso_dates import parse_date

#: A date's entries beside its own: what its clock showed; that, of one without a time zone;
#: the moment, of one with a time zone.
LOCAL, ZONELESS, INSTANT = "l", "z", "i"


def path_key(*path: str) -> str:
    """The name that the field at ``path`` has."""
    return sortable.digest(json.dumps(path), size=9)


def column_key(name: str) -> str:
    """The name that what is no metadata has."""
    return sortable.digest(json.dumps(name), size=9)


def keys(columns: Mapping[str, str | None], meta: Mapping[str, Any]) -> dict[str, str]:
    """The entries of a row: every field of ``meta`` at any depth, and the ``columns``.

    ``None`` is left out: to a filter it is a field that is not there.
    """
    found: dict[str, str] = {}
    for name, value in columns.items():
        found.update(_entries(column_key(name), value))
    for path, value in _fields((), meta):
        found.update(_entries(path_key(*path), value))
    return found


def _fields(
    path: tuple[str, ...], value: Mapping[str, Any]
) -> Iterator[tuple[tuple[str, ...], Any]]:
    for name, inner in value.items():
        yield (*path, name), inner
        if isinstance(inner, Mapping):
            yield from _fields((*path, name), inner)


def _entries(key: str, value: Any) -> dict[str, str]:
    if value is None:
        return {}
    if isinstance(value, str):
        date = parse_date(value)
        if date is None:
            return {key: sortable.text(value)}
        shown = sortable.local(date)
        if date.tzinfo is None:
            return {key: sortable.DATE, key + LOCAL: shown, key + ZONELESS: shown}
        return {key: sortable.DATE, key + LOCAL: shown, key + INSTANT: sortable.instant(date)}
    if isinstance(value, int | float):
        return {key: sortable.number(value)}
    return {key: sortable.structure(value if isinstance(value, dict) else list(value))}
