"""The best rows of a collection that count."""

from collections.abc import Sequence
from typing import Any

from index.errors import SnapshotOutdated
from index.milvus.cluster import Cluster, Row
from index.milvus.layout import MOST_ROWS
from index.milvus.tokens import counts, seen_tokens

#: Rows asked for beyond those wanted: some may belong to former writings of an article.
_SPARE = 16
#: How often is searched while articles are being replaced.
_ATTEMPTS = 5


def best(
    cluster: Cluster, collection: str, data: Any, where: str, top_k: int, columns: Sequence[str]
) -> list[Row]:
    """The ``top_k`` best rows, of ``MOST_ROWS`` at most; equal ones in the order written.

    :raises SnapshotOutdated: when articles kept changing, or one has changed since this
        thread's view began.
    """
    limit = min(top_k + _SPARE, MOST_ROWS)
    while True:
        found, tokens = _found(cluster, collection, data, where, limit, columns)
        counting = [row for row in found if counts(row, tokens)]
        if len(counting) >= top_k or len(found) < limit or limit == MOST_ROWS:
            return in_order(counting)[:top_k]
        limit = min(2 * limit, MOST_ROWS)


def _found(
    cluster: Cluster, collection: str, data: Any, where: str, limit: int, columns: Sequence[str]
) -> tuple[list[Row], dict[str, str]]:
    """The nearest rows, and the tokens of their articles.

    An article that is replaced while it is searched for has its former passages among the
    rows, and may not have the new ones, so that it would be lost: then it is searched for
    again. A token that was known before the search has all its passages in it; so it does no
    harm that former passages can be left for long where a writer was cut off.
    """
    known: dict[str, str | None] = cluster.view.noted()
    for _ in range(_ATTEMPTS):
        found = cluster.search(collection, data, where, limit, columns)
        tokens = seen_tokens(cluster, found)
        articles = {row["article"] for row in found if not counts(row, tokens)}
        if all(known.get(each) == tokens.get(each) for each in articles if each in tokens):
            return found, tokens
        known.update(tokens)
    raise SnapshotOutdated


def in_order(rows: list[Row]) -> list[Row]:
    """The best first, of equal ones the older first."""
    return sorted(rows, key=lambda row: (-row["score"], row["number"]))
