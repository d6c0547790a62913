"""Which files articles came from, as facts: an article that moves is not written anew."""

import json
from collections.abc import Iterable, Mapping

from index.milvus.cluster import Cluster
from index.milvus.facts import fact
from index.milvus.quoting import quoted
from index.milvus.sortable import digest
from index.stored import Origin

_PREFIX = "origin:"


def read_origins(cluster: Cluster, article_ids: Iterable[str]) -> dict[str, Origin]:
    """Of these articles, those that came from files."""
    names = [_PREFIX + article_id for article_id in article_ids]
    return _origins(cluster.rows("facts", names, ["value"]))


def origins_in(cluster: Cluster, root: str) -> dict[str, Origin]:
    """The articles that came from the folder ``root``, by id."""
    kind = f"(kind == {quoted(digest(root))})"
    pages = cluster.pages("facts", kind, ["value"])
    found = _origins([row for page in pages for row in page])
    return {article_id: origin for article_id, origin in found.items() if origin.root == root}


def write_origins(cluster: Cluster, origins: Mapping[str, Origin | None]) -> None:
    """``None`` for articles that came from no file."""
    kept = {article_id: origin for article_id, origin in origins.items() if origin}
    rows = [
        fact(
            _PREFIX + article_id,
            digest(origin.root),
            json.dumps([origin.root, origin.file, origin.line], ensure_ascii=False),
        )
        for article_id, origin in kept.items()
    ]
    cluster.upsert("facts", rows)
    cluster.delete("facts", [_PREFIX + each for each in origins if each not in kept])


def _origins(rows: list[dict[str, str]]) -> dict[str, Origin]:
    return {row["id"].removeprefix(_PREFIX): Origin(*json.loads(row["value"])) for row in rows}
