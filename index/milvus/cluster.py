"""Rows in collections: the few ways in which both stores read and write them."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from index.milvus.collections import Collections
from index.milvus.connection import Connection
from index.milvus.layout import MOST_ROWS
from index.milvus.portions import portions, portions_by_weight
from index.milvus.quoting import any_of, quoted
from index.milvus.vector_index import VectorIndex, searched_everywhere, searched_with
from index.milvus.view import View

Row = dict[str, Any]

#: Rows in a call, either way. Milvus gives 100 MiB at once, and the columns that are read of
#: a row together have 135 KiB at most.
PORTION = 400
#: Bytes of rows in a call that writes: Milvus takes 64 MiB at once, and a row that has its
#: words and keys beside its body may have 200 KiB.
_PORTION_BYTES = 56 << 20

#: What any worker's acknowledged writes are seen with.
_STRONG = "Strong"


class Cluster:
    """What the stores of one index share: the connection, its collections, threads' views."""

    def __init__(self, connection: Connection, prefix: str, index: VectorIndex) -> None:
        self.collections = Collections(connection, prefix, index)
        self.view = View()

    def query(
        self, collection: str, expression: str, columns: Sequence[str], level: str = _STRONG
    ) -> list[Row]:
        """At most ``MOST_ROWS`` rows that match."""
        options = {"limit": MOST_ROWS, "consistency_level": level}
        return self._query(collection, expression, columns, options)

    def page(
        self, collection: str, expression: str, columns: Sequence[str], after: str, size: int
    ) -> list[Row]:
        """The first ``size`` rows that match and whose id comes after ``after``, by id."""
        # The last two are what pymilvus' own iterator asks for, which gives the first rows
        # by id instead of any; it breaks at ids that have quotation marks.
        first = {"iterator": "True", "reduce_stop_for_best": "True"}
        options = {"limit": size, "consistency_level": _STRONG} | first
        later = f"((id > {quoted(after)}) and {expression})"
        found = self._query(collection, later, ["id", *columns], options)
        return sorted(found, key=lambda row: str(row["id"]))

    def pages(
        self, collection: str, expression: str, columns: Sequence[str], size: int = PORTION
    ) -> Iterator[list[Row]]:
        """All rows that match, by id."""
        last = ""
        while True:
            rows = self.page(collection, expression, columns, last, size)
            if rows:
                yield rows
            if len(rows) < size:
                return
            last = rows[-1]["id"]

    def rows(
        self, collection: str, ids: Iterable[str], columns: Sequence[str], level: str = _STRONG
    ) -> list[Row]:
        """The rows that have these ids, in no order."""
        found: list[Row] = []
        for some in portions(dict.fromkeys(ids), PORTION):
            found += self.query(collection, any_of("id", some), ["id", *columns], level)
        return found

    def count(self, collection: str, expression: str = "") -> int:
        """How many rows match."""
        rows = self._query(collection, expression, ["count(*)"], {"consistency_level": _STRONG})
        return int(rows[0]["count(*)"]) if rows else 0

    def search(
        self, collection: str, data: Any, expression: str, top_k: int, columns: Sequence[str]
    ) -> list[Row]:
        """The ``top_k`` best rows that match with their ``score``, best first: for a vector
        by inner product, for a text by BM25."""
        options = {"filter": expression, "limit": top_k, "output_fields": list(columns)}
        if isinstance(data, str):
            return self._search(collection, data, "sparse", {"metric_type": "BM25"}, options)
        index = self.collections.index_of(collection)
        found: list[Row] = []
        for params in (searched_with(index, top_k), searched_everywhere(index)):
            # Where a filter leaves few rows, they may be far from where was looked first.
            if params is None or len(found) >= top_k:
                break
            parameters = {"metric_type": "IP", "params": params}
            found = self._search(collection, data, "vector", parameters, options)
        return found

    def upsert(self, collection: str, rows: Sequence[Row]) -> None:
        """Write rows, in place of those that have their ids."""
        if rows:
            self.collections.ensure(collection)
        for some in portions_by_weight(rows, _weight, PORTION, _PORTION_BYTES):
            self.collections.call("upsert", collection, some)

    def delete(self, collection: str, ids: Iterable[str]) -> None:
        """Delete the rows that have these ids, whatever is in them by then; otherwise see
        ``delete_pairs``."""
        for some in portions(ids, PORTION):
            self.delete_where(collection, any_of("id", some))

    def delete_pairs(self, collection: str, column: str, values: Mapping[str, str]) -> None:
        """Delete the rows that have these ids, as long as ``column`` has what is said: the
        call may come twice, and a row that was written in between must stay."""
        for some in portions(values.items(), PORTION):
            ids, wanted = zip(*some, strict=True)
            self.delete_where(collection, f"({any_of('id', ids)} and {any_of(column, wanted)})")

    def delete_where(self, collection: str, expression: str) -> None:
        """Delete the rows that match."""
        if self.collections.exists(collection):
            self.collections.call("delete", collection, filter=expression)

    def _search(
        self, collection: str, data: Any, column: str, parameters: Row, options: Row
    ) -> list[Row]:
        (hits,) = self.collections.call(
            "search",
            collection,
            data=[data],
            anns_field=column,
            search_params=parameters,
            consistency_level=_STRONG,
            **options,
        )
        return [dict(hit["entity"]) | {"score": float(hit["distance"])} for hit in hits]

    def _query(
        self, collection: str, expression: str, columns: Sequence[str], options: Row
    ) -> list[Row]:
        if not self.collections.exists(collection):
            return []
        found = self.collections.call(
            "query", collection, filter=expression, output_fields=list(columns), **options
        )
        return [dict(row) for row in found]


def _weight(row: Row) -> int:
    """About how many bytes the row takes in a call."""
    return sum(map(_bytes, row.values()))


def _bytes(value: Any) -> int:
    if isinstance(value, str):
        return len(value.encode())
    if isinstance(value, list):  # a vector, in single precision
        return 4 * len(value)
    return len(json.dumps(value))
