"""The best rows of a collection that count."""

from collections.abc import Sequence
from typing import Any

from index.milvus.cluster import Cluster, Row
from index.milvus.layout import MOST_ROWS
from index.milvus.tokens import that_count

#: Rows asked for beyond those wanted: some may belong to former writings of an article.
_SPARE = 16


def best(
    cluster: Cluster, collection: str, data: Any, where: str, top_k: int, columns: Sequence[str]
) -> list[Row]:
    """The ``top_k`` best rows, of ``MOST_ROWS`` at most; equal ones in the order written."""
    limit = min(top_k + _SPARE, MOST_ROWS)
    while True:
        found = cluster.search(collection, data, where, limit, columns)
        counting = that_count(cluster, found)
        if len(counting) >= top_k or len(found) < limit or limit == MOST_ROWS:
            return in_order(counting)[:top_k]
        limit = min(2 * limit, MOST_ROWS)


def in_order(rows: list[Row]) -> list[Row]:
    """The best first, of equal ones the older first."""
    return sorted(rows, key=lambda row: (-row["score"], row["number"]))
