"""Passages' metadata by column, so that a filter costs a look at each distinct value."""

import json
import sqlite3
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.store.comparisons import is_plain
from index.store.filters import compile_filters
from index.store.functions import add_functions
from index.store.generations.durable import map_array
from index.store.generations.fields_writer import CODES, NOT_METADATA, PASSED_OVER, VALUES, cell

#: Comparisons whose values are remembered.
_REMEMBERED = 64


class FieldNotCovered(Exception):
    """There is no column for a field of the filter; ask SQLite about each passage."""


class Fields:
    """The columns of a generation."""

    def __init__(self, folder: Path) -> None:
        address = f"{(folder / VALUES).resolve().as_uri()}?mode=ro&immutable=1"
        # The search that uses it holds a lock, in whichever thread it runs.
        self._connection = sqlite3.connect(address, uri=True, check_same_thread=False)
        add_functions(self._connection)
        self._rows = dict(self._connection.execute("SELECT name, column_number FROM fields"))
        self._table = map_array(folder / CODES)
        #: Comparisons, and which codes match: a generation never changes.
        self._wanted: dict[str, NDArray[np.bool_]] = {}

    def matching(self, filters: Mapping[str, Any]) -> NDArray[np.bool_]:
        """A mask over the places; ``filters`` are known to be well-formed.

        :raises FieldNotCovered: when it takes more than the columns to tell.
        """
        if "field" in filters:
            return self._comparison(filters)
        parts = [self.matching(part) for part in filters["conditions"]]
        nothing = np.zeros(self._table.shape[1], dtype=bool)
        if filters["operator"] == "OR":
            either: NDArray[np.bool_] = np.logical_or.reduce([nothing, *parts])
            return either
        together: NDArray[np.bool_] = np.logical_and.reduce([~nothing, *parts])
        return ~together if filters["operator"] == "NOT" else together

    def _comparison(self, filters: Mapping[str, Any]) -> NDArray[np.bool_]:
        name = filters["field"].removeprefix("meta.").split(".")[0]
        if filters["field"] in NOT_METADATA:
            raise FieldNotCovered
        row = self._rows.get(name)
        if row == PASSED_OVER:
            raise FieldNotCovered
        key = json.dumps(filters, default=dict)
        if key not in self._wanted:
            if len(self._wanted) == _REMEMBERED:
                self._wanted.pop(next(iter(self._wanted)))
            self._wanted[key] = self._codes(name, filters)
        wanted = self._wanted[key]
        if row is None:  # no passage has this field
            return np.full(self._table.shape[1], wanted[0])
        matching: NDArray[np.bool_] = wanted[self._table[row]]
        return matching

    def _codes(self, name: str, filters: Mapping[str, Any]) -> NDArray[np.bool_]:
        """Which of a field's codes match; the first is that of passages without it."""
        where = compile_filters(filters, dict.fromkeys(NOT_METADATA, "NULL"))
        missing = f"SELECT {where.sql} FROM (SELECT '{{}}' AS meta)"
        largest = "SELECT ifnull(max(code), 0) FROM cells WHERE field = ?"
        size = self._connection.execute(largest, (name,)).fetchone()[0] + 1
        wanted = np.zeros(size, dtype=bool)
        wanted[0] = self._connection.execute(missing, where.parameters).fetchone()[0]
        among, texts = _spelled(filters)
        sql = f"SELECT code FROM cells WHERE field = ? {among} AND {where.sql}"
        parameters = (name, *texts, *where.parameters)
        wanted[[code for (code,) in self._connection.execute(sql, parameters)]] = True
        return wanted


def _spelled(filters: Mapping[str, Any]) -> tuple[str, tuple[str, ...]]:
    """Where a filter asks for texts alone, their cells can be looked up: there may be as
    many values as articles."""
    keys = filters["field"].removeprefix("meta.").split(".")
    values = {"==": [filters["value"]], "in": filters["value"]}.get(filters["operator"])
    if values is None or len(keys) > 1 or not all(map(is_plain, values)):
        return "", ()
    cells = [cell(keys[0], json.dumps(value, ensure_ascii=False)) for value in values]
    among = "AND meta IN (SELECT value FROM json_each(?))"
    return among, (json.dumps(cells, ensure_ascii=False),)
