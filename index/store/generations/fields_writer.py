"""Passages' metadata by column, written."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import numpy as np

from index.durable import sync
from index.store.generations.durable import write_array

CODES, VALUES = "fields.npy", "fields.sqlite"

#: In place of the number of a column, for a field that has none.
PASSED_OVER = -1

#: A document's own fields.
NOT_METADATA = ("id", "content")

#: Columns at most: metadata may have names without end, and each column has a number for
#: every passage.
_WIDEST = 100

#: A field with more distinct values than this, and than one passage in four, has no column.
_FEW = 1000

_SCHEMA = """
CREATE TABLE fields (name TEXT PRIMARY KEY, column_number INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE cells (
    field TEXT, code INTEGER, meta TEXT NOT NULL, PRIMARY KEY (field, code)
) WITHOUT ROWID;
CREATE INDEX cells_by_value ON cells (field, meta);
"""


class FieldsWriter:
    """Takes passages' metadata in the order of their places."""

    def __init__(self) -> None:
        self._count = 0
        #: For each field its values' codes; 0 is kept for passages without the field.
        self._codes: dict[str, dict[str, int]] = {}
        self._columns: dict[str, list[int]] = {}
        # A filter's field "meta" could be any; "id" and "content" are the document's own.
        self._passed_over: set[str] = {*NOT_METADATA, "meta"}

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
        write_array(folder / CODES, table)
        try:
            self._write_values(folder / VALUES, names)
        except sqlite3.Error as error:
            raise OSError(f"{folder / VALUES}: {error}") from error
        sync(folder / VALUES)

    def _write_values(self, path: Path, names: list[str]) -> None:
        with closing(sqlite3.connect(path)) as connection, connection:
            connection.executescript(_SCHEMA)
            known = [(name, row) for row, name in enumerate(names)]
            known += [(name, PASSED_OVER) for name in sorted(self._passed_over)]
            connection.executemany("INSERT INTO fields VALUES (?, ?)", known)
            for name in names:
                cells = ((name, code, cell(name, key)) for key, code in self._codes[name].items())
                connection.executemany("INSERT INTO cells VALUES (?, ?, ?)", cells)


def cell(name: str, value: str) -> str:
    """The metadata of a passage that has this field alone; ``value`` is JSON."""
    return f"{{{_json(name)}: {value}}}"


def _json(name: str) -> str:
    return json.dumps(name, ensure_ascii=False)
