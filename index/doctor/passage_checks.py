"""Whether each passage is what its article says at its place."""

import json
import sqlite3
from collections.abc import Iterator
from typing import Any

from index.article import Article
from index.store.article_store import stored_article
from index.store.database import Database

_ARTICLES = "SELECT id, text, description, version, passages, indexed_at FROM articles ORDER BY id"


def passage_problems(database: Database) -> Iterator[str]:
    """What is wrong with articles and with their passages."""
    with database.reading() as connection:
        for row in connection.execute(_ARTICLES):
            try:
                stored = stored_article(row)
            except Exception as error:
                yield f"article {row[0]}: cannot be read: {error}"
                continue
            if stored.version != stored.article.version:
                yield f"article {row[0]}: is not what its version says"
            yield from article_problems(connection, stored.article, stored.passages)
        lost = (
            "SELECT id FROM passages WHERE article_id IS NULL "
            "OR article_id NOT IN (SELECT id FROM articles)"
        )
        for (passage,) in connection.execute(lost):
            yield f"passage {passage}: belongs to no article"


def article_problems(
    connection: sqlite3.Connection, article: Article, expected: int
) -> Iterator[str]:
    """What is wrong with the passages of an article, of which there are to be ``expected``."""
    sql = "SELECT id, content, meta FROM passages WHERE article_id = ? ORDER BY number"
    count = 0
    for passage, content, meta in connection.execute(sql, (article.id,)):
        count += 1
        if problem := _problem(article, content, meta):
            yield f"passage {passage}: {problem}"
    if count != expected:
        yield f"article {article.id}: has {count} passages, not {expected}"


def _problem(article: Article, content: str | None, meta: str) -> str | None:
    try:
        place: dict[str, Any] = json.loads(meta)
        start, end = place["start"], place["end"]
        same = article.text[start:end] == content
        named = (place["article_id"], place["article_version"]) == (article.id, article.version)
    except (ValueError, KeyError, TypeError):
        return "has no place in its metadata"
    if not (same and 0 <= start < end):
        return "is not what its article says there"
    return None if named else "names another article, or another version of it"
