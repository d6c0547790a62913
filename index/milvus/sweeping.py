"""Removing what no longer counts: the passages of former writings, and half-made ones."""

from collections.abc import Iterable, Mapping
from typing import Any

from index.milvus.cluster import PORTION, Cluster
from index.milvus.portions import portions
from index.milvus.quoting import any_of, quoted
from index.milvus.stamp import before
from index.milvus.tokens import current_tokens

#: Seconds after which a write gives up, and after which its passages count as left behind:
#: far enough apart for workers whose clocks differ by minutes.
LONGEST_WRITE = 300.0
ABANDONED = 1800.0


def remove_former(cluster: Cluster, article_ids: Iterable[str], former: Mapping[str, str]) -> None:
    """Remove the passages and texts that were written under the tokens that these articles
    had, by id, and whatever else of them was left behind."""
    collections = cluster.collections.of_passages()
    for some in portions(article_ids, PORTION):
        tokens = [former[each] for each in some if each in former]
        left = f"({any_of('article', some)} and (token < {quoted(before(ABANDONED))}))"
        gone = f"({any_of('token', tokens)} or {left})" if tokens else left
        for collection in collections:
            cluster.delete_where(collection, gone)
        if tokens:
            cluster.delete_where("facts", any_of("kind", tokens))


def sweep(cluster: Cluster) -> int:
    """Remove all that was left behind by workers that were cut off, or that overtook each
    other; returns how many rows that were. Reads the whole index, and may run at any time.
    """
    return sum(_removed(cluster, collection, rows) for collection, rows in leftovers(cluster))


def leftovers(cluster: Cluster) -> Iterable[tuple[str, list[str]]]:
    """What ``sweep`` would remove: ids of rows, with their collection."""
    old = f'((token != "") and (token < {quoted(before(ABANDONED))}))'
    for collection in cluster.collections.of_passages():
        for page in cluster.pages(collection, old, ["article", "token"]):
            tokens = current_tokens(cluster, {row["article"] for row in page})
            yield (
                collection,
                [row["id"] for row in page if tokens.get(row["article"]) != row["token"]],
            )
    text = f'((id > "text:") and (id < "text;") and (kind < {quoted(before(ABANDONED))}))'
    for page in cluster.pages("facts", text, ["kind"]):
        yield "facts", _without_article(cluster, page)


def _without_article(cluster: Cluster, texts: list[dict[str, Any]]) -> list[str]:
    wanted = any_of("token", {row["kind"] for row in texts})
    known = {row["token"] for row in cluster.query("articles", wanted, ["token"])}
    return [row["id"] for row in texts if row["kind"] not in known]


def _removed(cluster: Cluster, collection: str, rows: list[str]) -> int:
    cluster.delete(collection, rows)
    return len(rows)
