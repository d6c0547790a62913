"""The articles: their text, what is known of them, and where they came from."""

import json
import sqlite3
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from haystack import Document

from index.article import DESCRIPTION, Article
from index.errors import ArticleNotFound
from index.reply import IndexState
from index.store.database import Database
from index.store.filters import compile_filters
from index.store.writing import insert, must_fit
from index.stored import ArticlePage, Origin, StoredArticle

_SELECT = "SELECT id, text, description, version, passages, indexed_at FROM articles"


#: Filters that are written for passages mean the same for articles.
_COLUMNS = {"id": "id", "article_id": "id", "meta.article_id": "id", "content": "text"}


class ArticleStore:
    """The table of articles; an article and its passages change together or not at all."""

    def __init__(self, database: Database) -> None:
        self.database = database

    def article(self, article_id: str) -> StoredArticle:
        """:raises ArticleNotFound: when there is none."""
        with self.database.reading() as connection:
            row = connection.execute(f"{_SELECT} WHERE id = ?", (article_id,)).fetchone()
        if row is None:
            raise ArticleNotFound(article_id)
        return stored_article(row)

    def articles(
        self,
        filters: Mapping[str, Any] | None = None,
        limit: int = 50,
        after: str | None = None,
    ) -> ArticlePage:
        """Up to ``limit`` (at least 1) matching articles whose id comes after ``after``, by id.

        :raises FilterError: when the filter is malformed.
        """
        where = compile_filters(filters, _COLUMNS, "description")
        sql = f"{_SELECT} WHERE id > ? AND {where.sql} ORDER BY id LIMIT ?"
        with self.database.reading() as connection:
            rows = connection.execute(sql, (after or "", *where.parameters, limit + 1)).fetchall()
            count = f"SELECT count(*) FROM articles WHERE {where.sql}"
            total = connection.execute(count, where.parameters).fetchone()[0]
        page = tuple(map(stored_article, rows[:limit]))
        more = len(rows) > limit
        return ArticlePage(page, total, page[-1].article.id if more else None)

    def versions(self, article_ids: Sequence[str]) -> dict[str, tuple[str, str]]:
        """``version`` and ``recipe`` of those articles that exist."""
        sql = (
            "SELECT id, version, recipe FROM articles WHERE id IN (SELECT value FROM json_each(?))"
        )
        with self.database.reading() as connection:
            rows = connection.execute(sql, (json.dumps(article_ids),)).fetchall()
        return {article_id: (version, recipe) for article_id, version, recipe in rows}

    def replace(
        self,
        connection: sqlite3.Connection,
        article: Article,
        passages: list[Document],
        recipe: str,
        origin: Origin | None,
    ) -> None:
        """Put the article and its passages in place of what has its id, in the caller's
        transaction.

        :raises ValueError: when the passages' embeddings do not fit those stored.
        """
        self.remove(connection, article.id)
        must_fit(connection, passages)
        connection.execute(
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
            insert(connection, passage, article.id)

    def move(self, connection: sqlite3.Connection, article_id: str, origin: Origin) -> None:
        """Note that an article, itself unchanged, now comes from ``origin``."""
        connection.execute(
            "UPDATE articles SET root = ?1, file = ?2, line = ?3 "
            "WHERE id = ?4 AND (root, file, line) IS NOT (?1, ?2, ?3)",
            (*_columns(origin), article_id),
        )

    def remove(self, connection: sqlite3.Connection, article_id: str) -> bool:
        """Remove an article with its passages, in the caller's transaction."""
        connection.execute("DELETE FROM passages WHERE article_id = ?", (article_id,))
        return connection.execute("DELETE FROM articles WHERE id = ?", (article_id,)).rowcount > 0

    def delete(self, article_id: str) -> None:
        """:raises ArticleNotFound: when there is none."""
        with self.database.writing() as connection:
            if not self.remove(connection, article_id):
                raise ArticleNotFound(article_id)

    def origins_of(self, article_ids: Sequence[str]) -> dict[str, Origin]:
        """Where those of these articles came from that came from files."""
        sql = (
            "SELECT id, root, file, line FROM articles "
            "WHERE root IS NOT NULL AND id IN (SELECT value FROM json_each(?))"
        )
        with self.database.reading() as connection:
            rows = connection.execute(sql, (json.dumps(article_ids),)).fetchall()
        return {article_id: Origin(*origin) for article_id, *origin in rows}

    def origins(self, root: str) -> dict[str, Origin]:
        """The articles that came from the folder ``root``, by id."""
        sql = "SELECT id, root, file, line FROM articles WHERE root = ?"
        with self.database.reading() as connection:
            rows = connection.execute(sql, (root,)).fetchall()
        return {article_id: Origin(*origin) for article_id, *origin in rows}

    def delete_all(self, article_ids: Iterable[str]) -> int:
        """Delete these articles together; returns how many there were."""
        with self.database.writing() as connection:
            return sum(self.remove(connection, article_id) for article_id in article_ids)

    def ids(self) -> Collection[str]:
        """Every article's id, in order."""
        with self.database.reading() as connection:
            return [row[0] for row in connection.execute("SELECT id FROM articles ORDER BY id")]

    def state(self) -> IndexState:
        """How much there is to search."""
        sql = (
            "SELECT (SELECT value FROM facts WHERE name = 'changes'), "
            "(SELECT count(*) FROM articles), (SELECT count(*) FROM passages)"
        )
        with self.database.reading() as connection:
            version, articles, passages = connection.execute(sql).fetchone()
        return IndexState(int(version), articles, passages)


def _columns(origin: Origin | None) -> tuple[str | None, str | None, int | None]:
    return (origin.root, origin.file, origin.line) if origin else (None, None, None)


def stored_article(row: tuple[Any, ...]) -> StoredArticle:
    """The article of a row ``(id, text, description, version, passages, indexed_at)``."""
    article_id, text, description, version, passages, indexed_at = row
    fields = json.loads(description)
    known = {name: fields.pop(name, None) for name in DESCRIPTION}
    return StoredArticle(
        Article(id=article_id, text=text, meta=fields, **known), version, passages, indexed_at
    )
