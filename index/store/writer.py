"""Changes to articles and their passages, inside one transaction."""

import json
import sqlite3
from datetime import UTC, datetime

from haystack import Document

from index.article import Article
from index.store.compatibility import note_encoder
from index.store.writing import insert, must_fit
from index.stored import Origin


class SqliteWriter:
    """Implements ``index.storage.Writer`` in a transaction of the caller's."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def replace(
        self, article: Article, passages: list[Document], recipe: str, origin: Origin | None
    ) -> None:
        """Put the article and its passages in place of what has its id.

        :raises ValueError: when the passages' embeddings do not fit those stored.
        """
        self.remove(article.id)
        must_fit(self._connection, passages)
        self._connection.execute(
            "INSERT INTO articles (id, version, recipe, text, description, root, file, line, "
            "passages, indexed_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                article.id,
                article.version,
                recipe,
                article.text,
                json.dumps(article.description(), ensure_ascii=False),
                *_columns(origin),
                len(passages),
                datetime.now(UTC).isoformat(timespec="seconds"),
            ),
        )
        for passage in passages:
            insert(self._connection, passage, article.id)

    def move(self, article_id: str, origin: Origin) -> None:
        """Note that an article, itself unchanged, now comes from ``origin``."""
        self._connection.execute(
            "UPDATE articles SET root = ?1, file = ?2, line = ?3 "
            "WHERE id = ?4 AND (root, file, line) IS NOT (?1, ?2, ?3)",
            (*_columns(origin), article_id),
        )

    def note_encoder(self, name: str) -> None:
        """Write down which encoder the vectors are from."""
        note_encoder(self._connection, name)

    def remove(self, article_id: str) -> bool:
        """Remove an article with its passages; whether there was one."""
        self._connection.execute("DELETE FROM passages WHERE article_id = ?", (article_id,))
        sql = "DELETE FROM articles WHERE id = ?"
        return self._connection.execute(sql, (article_id,)).rowcount > 0


def _columns(origin: Origin | None) -> tuple[str | None, str | None, int | None]:
    return (origin.root, origin.file, origin.line) if origin else (None, None, None)
