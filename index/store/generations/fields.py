"""Passages' metadata by column, so that a filter costs a look at each distinct value."""

import json
import sqlite3
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.durable import sync
from index.store.comparisons import is_plain
from index.store.filters import compile_filters
from index.store.functions import add_functions
from index.store.generations.durable import map_array, write_array

#: Columns at most: metadata may have names without end, and each column has a number for
#: every passage.
_WIDEST = 100

#: A field with more distinct values than this, and than one passage in four, has no column.
_FEW = 1000

_DATABASE = "fields.sqlite"
_PASSED_OVER = -1

_SCHEMA = """
CREATE TABLE fields (name TEXT PRIMARY KEY, column_number INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE cells (
    field TEXT, code INTEGER, meta TEXT NOT NULL, PRIMARY KEY (field, code)
) WITHOUT ROWID;
CREATE INDEX cells_by_value ON cells (field, meta);
"""

_COLUMNS = {"id": "NULL", "content": "NULL"}


class FieldsWriter:
    """Takes passages' metadata in the order of their places."""

    def __init__(self) -> None:
        self._count = 0
        #: For each field its values' codes; 0 is kept for passages without the field.
        self._codes: dict[str, dict[str, int]] = {}
        self._columns: dict[str, list[int]] = {}
        # A filter's field "meta" could be any; "id" and "content" are the document's own.
        self._passed_over: set[str] = {*_COLUMNS, "meta"}

    def add(self, meta: str) -> None:
        """The next passage, its metadata as a JSON object."""
        for name, value in json.loads(meta).items():
            if name not in self._passed_over:
                self._set(name, value)
        self._count += 1

    def _set(self, name: str, value: Any) -> None:
        if name not in self._codes and len(self._codes) == _WIDEST:
            self._passed_over.add(name)
            return
        codes = self._codes.setdefault(name, {})
        # Values of all types have one JSON each; 1, 1.0 and true are three of them.
        key = json.dumps(value, ensure_ascii=False)
        if isinstance(value, list | dict) or len(codes) > max(_FEW, self._count // 4):
            self._passed_over.add(name)
            del self._codes[name]
            self._columns.pop(name, None)
            return
        column = self._columns.setdefault(name, [])
        column.extend([0] * (self._count - len(column)))
        column.append(codes.setdefault(key, len(codes) + 1))

    def write(self, folder: Path) -> None:
        """Write the columns and their values, durable at the end."""
        names = sorted(self._columns)
        table = np.zeros((len(names), self._count), dtype=np.int32)
        for row, name in enumerate(names):
            column = self._columns[name]
            table[row, : len(column)] = column
        write_array(folder / "fields.npy", table)
        with closing(sqlite3.connect(folder / _DATABASE)) as connection, connection:
            connection.executescript(_SCHEMA)
            known = [(name, row) for row, name in enumerate(names)]
            known += [(name, _PASSED_OVER) for name in sorted(self._passed_over)]
            connection.executemany("INSERT INTO fields VALUES (?, ?)", known)
            for name in names:
                cells = ((name, code, _cell(name, key)) for key, code in self._codes[name].items())
                connection.executemany("INSERT INTO cells VALUES (?, ?, ?)", cells)
        sync(folder / _DATABASE)


class FieldNotCovered(Exception):
    """There is no column for a field of the filter; ask SQLite about each passage."""


class Fields:
    """The columns of a generation."""

    def __init__(self, folder: Path) -> None:
        address = f"{(folder / _DATABASE).resolve().as_uri()}?mode=ro&immutable=1"
        # The search that uses it holds a lock, in whichever thread it runs.
        self._connection = sqlite3.connect(address, uri=True, check_same_thread=False)
        add_functions(self._connection)
        self._rows = dict(self._connection.execute("SELECT name, column_number FROM fields"))
        self._table = map_array(folder / "fields.npy")

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
        if filters["field"] in _COLUMNS:
            raise FieldNotCovered
        row = self._rows.get(name)
        if row == _PASSED_OVER:
            raise FieldNotCovered
        where = compile_filters(filters, _COLUMNS)
        missing = self._connection.execute(
            f"SELECT {where.sql} FROM (SELECT '{{}}' AS meta)", where.parameters
        ).fetchone()[0]
        if row is None:  # no passage has this field
            return np.full(self._table.shape[1], bool(missing))
        among, texts = _spelled(filters)
        sql = f"SELECT code FROM cells WHERE field = ? {among} AND {where.sql}"
        parameters = (name, *texts, *where.parameters)
        codes = [code for (code,) in self._connection.execute(sql, parameters)]
        largest = "SELECT max(code) FROM cells WHERE field = ?"
        size = self._connection.execute(largest, (name,)).fetchone()[0] + 1
        wanted = np.zeros(size, dtype=bool)
        wanted[0] = bool(missing)
        wanted[codes] = True
        matching: NDArray[np.bool_] = wanted[self._table[row]]
        return matching


def _spelled(filters: Mapping[str, Any]) -> tuple[str, tuple[str, ...]]:
    """Where a filter asks for texts alone, their cells can be looked up: there may be as
    many values as articles."""
    keys = filters["field"].removeprefix("meta.").split(".")
    values = {"==": [filters["value"]], "in": filters["value"]}.get(filters["operator"])
    if values is None or len(keys) > 1 or not all(map(is_plain, values)):
        return "", ()
    cells = [_cell(keys[0], json.dumps(value, ensure_ascii=False)) for value in values]
    among = "AND meta IN (SELECT value FROM json_each(?))"
    return among, (json.dumps(cells, ensure_ascii=False),)


def _cell(name: str, value: str) -> str:
    """The metadata of a passage that has this field alone; ``value`` is JSON."""
    return f"{{{_json(name)}: {value}}}"


def _json(name: str) -> str:
    return json.dumps(name, ensure_ascii=False)
