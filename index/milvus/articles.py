"""Articles as rows of ``articles``, and back; what does not fit a row goes to ``facts``."""

import json
from datetime import UTC, datetime
from typing import Any

from index.article import DESCRIPTION, Article
from index.milvus.bodies import pieces
from index.milvus.cluster import Cluster
from index.milvus.documents import fitting
from index.milvus.facts import fact
from index.milvus.keys import keys
from index.stored import StoredArticle

#: Filters that are written for passages mean the same for articles.
COLUMNS = {"id": "id", "article_id": "id", "meta.article_id": "id", "content": "text"}
#: What a stored article is read from.
READ = ("token", "version", "indexed_at", "body", "pieces", "passages")


def article_rows(
    article: Article, token: str, recipe: str, passages: int, number: int
) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """The article's row, and the facts with the rest of a long one.

    :raises ValueError: when it has more metadata than Milvus can filter by.
    """
    first, *rest = pieces([article.text, article.description()])
    row = {
        "id": article.id,
        "number": number,
        "vector": [0.0, 0.0],
        "token": token,
        "version": article.version,
        "recipe": recipe,
        "indexed_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "body": first,
        "pieces": len(rest),
        "passages": passages,
        "keys": fitting(keys({"id": article.id, "text": article.text}, article.description())),
    }
    names = piece_names(token, len(rest))
    return row, [fact(name, token, piece) for name, piece in zip(names, rest, strict=True)]


def read_articles(cluster: Cluster, rows: list[dict[str, Any]]) -> list[StoredArticle | None]:
    """The articles of rows that have ``READ``; ``None`` for one that was replaced meanwhile."""
    names = [name for row in rows for name in piece_names(row["token"], row["pieces"])]
    rest = {row["id"]: row["value"] for row in cluster.rows("facts", names, ["value"])}
    return [_read(row, rest) for row in rows]


def piece_names(token: str, count: int) -> list[str]:
    """The names of the facts that hold the rest of an article."""
    return [f"text:{token}:{number:05}" for number in range(count)]


def _read(row: dict[str, Any], rest: dict[str, str]) -> StoredArticle | None:
    names = piece_names(row["token"], row["pieces"])
    if not rest.keys() >= set(names):
        return None
    text, fields = json.loads(row["body"] + "".join(rest[name] for name in names))
    known = {name: fields.pop(name, None) for name in DESCRIPTION}
    article = Article(id=row["id"], text=text, meta=fields, **known)
    return StoredArticle(article, row["version"], row["passages"], row["indexed_at"])
