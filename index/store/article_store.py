"""The articles: their text, what is known of them, and where they came from."""

import json
import sqlite3
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from typing import Any

from haystack import Document

from index.article import DESCRIPTION, Article
from index.errors import ArticleNotFound
from index.reply import GenerationState, IndexState
from index.store.compatibility import must_match
from index.store.condition import EVERYTHING
from index.store.database import Database
from index.store.filters import compile_filters
from index.store.generations.in_use import generation_in_use
from index.store.rows import COLUMNS, read_row
from index.store.writer import SqliteWriter
from index.stored import ArticlePage, Origin, StoredArticle

_SELECT = "SELECT id, text, description, version, passages, indexed_at FROM articles"


#: Filters that are written for passages mean the same for articles.
_COLUMNS = {"id": "id", "article_id": "id", "meta.article_id": "id", "content": "text"}


class ArticleStore:
    """Implements ``index.storage.Articles`` in SQLite."""

    def __init__(self, database: Database) -> None:
        self.database = database

    def reading(self) -> AbstractContextManager[sqlite3.Connection]:
        """One unchanging view of the data, for as long as the block lasts."""
        return self.database.reading()

    @contextmanager
    def writing(self) -> Iterator[SqliteWriter]:
        """All of the block's changes, durable at its end, or none of them.

        :raises StoreBusy: when another process kept writing for too long.
        :raises StoreUnavailable: when the disk is full or the folder read-only.
        """
        with self.database.writing() as connection:
            yield SqliteWriter(connection)

    def must_match(self, encoder: str) -> None:
        """:raises StoreMismatch: when there are vectors of another encoder."""
        must_match(self.database, encoder)

    def close(self) -> None:
        """Close this thread's connection."""
        self.database.close()

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
            if where is EVERYTHING:
                count = "SELECT value FROM counts WHERE name = 'articles'"
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

    def passages_of(self, article_id: str) -> list[Document]:
        """An article's passages in their order, with embeddings; none when there is no article."""
        sql = (
            f"SELECT {COLUMNS} FROM passages LEFT JOIN vectors USING (number) "
            "WHERE article_id = ? ORDER BY number"
        )
        with self.database.reading() as connection:
            return [read_row(row) for row in connection.execute(sql, (article_id,))]

    def delete(self, article_id: str) -> None:
        """:raises ArticleNotFound: when there is none."""
        with self.writing() as writer:
            if not writer.remove(article_id):
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
        with self.writing() as writer:
            return sum(writer.remove(article_id) for article_id in article_ids)

    def ids(self) -> Collection[str]:
        """Every article's id, in order."""
        with self.database.reading() as connection:
            return [row[0] for row in connection.execute("SELECT id FROM articles ORDER BY id")]

    def state(self) -> IndexState:
        """How much there is to search."""
        sql = (
            "SELECT (SELECT value FROM facts WHERE name = 'changes'), "
            "(SELECT value FROM counts WHERE name = 'articles'), "
            "(SELECT value FROM counts WHERE name = 'passages')"
        )
        with self.database.reading() as connection:
            version, articles, passages = connection.execute(sql).fetchone()
        return IndexState(int(version), articles, passages)

    def generation(self) -> GenerationState | None:
        """See ``generation_in_use``."""
        return generation_in_use(self.database)


def stored_article(row: tuple[Any, ...]) -> StoredArticle:
    """The article of a row ``(id, text, description, version, passages, indexed_at)``."""
    article_id, text, description, version, passages, indexed_at = row
    fields = json.loads(description)
    known = {name: fields.pop(name, None) for name in DESCRIPTION}
    return StoredArticle(
        Article(id=article_id, text=text, meta=fields, **known), version, passages, indexed_at
    )
