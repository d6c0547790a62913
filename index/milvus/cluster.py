"""Rows in collections: the few ways in which both stores read and write them."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from index.milvus.collections import Collections
from index.milvus.connection import Connection
from index.milvus.layout import MOST_ROWS
from index.milvus.portions import portions
from index.milvus.quoting import any_of, quoted
from index.milvus.vector_index import VectorIndex, searched_with
from index.milvus.view import View

Row = dict[str, Any]

#: Rows in a call, either way: Milvus takes and gives 64 MiB at once, and a row may have
#: 128 KiB.
PORTION = 400

#: What any worker's acknowledged writes are seen with.
_STRONG = "Strong"


class Cluster:
    """What the stores of one index share: the connection, its collections, threads' views."""

    def __init__(self, connection: Connection, prefix: str, index: VectorIndex) -> None:
        self.collections = Collections(connection, prefix, index)
        self.view = View()
        self._connection = connection

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
        text = isinstance(data, str)
        index = self.collections.index_of(collection)
        vector = {"metric_type": "IP", "params": searched_with(index, top_k)}
        (hits,) = self._connection.call(
            "search",
            self.collections.name(collection),
            data=[data],
            filter=expression,
            limit=top_k,
            output_fields=list(columns),
            anns_field="sparse" if text else "vector",
            search_params={"metric_type": "BM25"} if text else vector,
            consistency_level=_STRONG,
        )
        return [dict(hit["entity"]) | {"score": float(hit["distance"])} for hit in hits]

    def upsert(self, collection: str, rows: Sequence[Row]) -> None:
        """Write rows, in place of those that have their ids."""
        if rows:
            self.collections.ensure(collection)
        for some in portions(rows, PORTION):
            self._connection.call("upsert", self.collections.name(collection), some)

    def delete(self, collection: str, ids: Iterable[str]) -> None:
        """Delete the rows that have these ids."""
        for some in portions(ids, PORTION):
            self._delete(collection, any_of("id", some))

    def delete_where(self, collection: str, expression: str) -> None:
        """Delete the rows that match."""
        if self.collections.exists(collection):
            self._delete(collection, expression)

    def _delete(self, collection: str, expression: str) -> None:
        self._connection.call("delete", self.collections.name(collection), filter=expression)

    def _query(
        self, collection: str, expression: str, columns: Sequence[str], options: Row
    ) -> list[Row]:
        if not self.collections.exists(collection):
            return []
        name, wanted = self.collections.name(collection), list(columns)
        found = self._connection.call(
            "query", name, filter=expression, output_fields=wanted, **options
        )
        return [dict(row) for row in found]
