"""Which writing of an article counts."""

from collections.abc import Iterable, Mapping
from typing import Any

from index.milvus.cluster import Cluster


def current_tokens(cluster: Cluster, article_ids: Iterable[str]) -> dict[str, str]:
    """The token of each of these articles that exists: its passages are those that have it."""
    rows = cluster.rows("articles", article_ids, ["token"])
    return {row["id"]: row["token"] for row in rows}


def seen_tokens(cluster: Cluster, rows: list[dict[str, Any]]) -> dict[str, str]:
    """The token of each article that these passages are of, as far as it exists.

    :raises SnapshotOutdated: when an article has changed since this thread's view began.
    """
    articles = {row["article"] for row in rows if row["token"]}
    tokens = current_tokens(cluster, articles)
    cluster.view.note({article_id: tokens.get(article_id) for article_id in articles})
    return tokens


def that_count(cluster: Cluster, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The rows that are passages of articles as they are now, or of none.

    Others are on their way in or out, or were left behind when a worker was cut off.

    :raises SnapshotOutdated: when an article has changed since this thread's view began.
    """
    tokens = seen_tokens(cluster, rows)
    return [row for row in rows if counts(row, tokens)]


def counts(row: dict[str, Any], tokens: Mapping[str, str]) -> bool:
    """Whether the row is a passage of an article as it is now, or of none."""
    return not row["token"] or tokens.get(row["article"]) == row["token"]
