"""Reading articles that may be replaced while they are read."""

from collections.abc import Iterator
from typing import Any

from haystack import Document

from index.errors import ArticleNotFound, SnapshotOutdated
from index.milvus import articles
from index.milvus.cluster import Cluster
from index.milvus.documents import READ, read_document
from index.milvus.layout import MOST_ROWS
from index.milvus.quoting import quoted
from index.milvus.tokens import current_tokens
from index.stored import ArticlePage, StoredArticle

#: How often an article is read again that is replaced while it is read.
_ATTEMPTS = 5


class ArticleReader:
    """Articles and their passages, each of one writing."""

    def __init__(self, cluster: Cluster) -> None:
        self._cluster = cluster

    def article(self, article_id: str) -> StoredArticle:
        """:raises ArticleNotFound: when there is none.
        :raises SnapshotOutdated: when it has changed since this thread's view began."""
        for _ in range(_ATTEMPTS):
            row = self._seen(article_id) or self._newest(article_id)
            (found,) = articles.read_articles(self._cluster, [row])
            if found:
                return found
        raise SnapshotOutdated

    def page(self, where: str, limit: int, after: str) -> ArticlePage:
        """Up to ``limit`` articles that match and whose id comes after ``after``, by id.

        :raises SnapshotOutdated: when an article kept changing.
        """
        size = min(limit, MOST_ROWS - 1) + 1
        rows = self._cluster.page("articles", where, articles.READ, after, size)
        last = rows[size - 2]["id"] if len(rows) == size else None
        found = tuple(self._whole(rows[: size - 1], where))
        return ArticlePage(found, self._cluster.count("articles", where), last)

    def passages_of(self, article_id: str) -> list[Document]:
        """An article's passages in their order, with embeddings; none when there is no article.

        :raises SnapshotOutdated: when it kept changing, or has changed since this thread's
            view began.
        """
        for _ in range(_ATTEMPTS):
            token = self._token(article_id)
            found = self._written_as(token)
            # They are removed while they are read when the article is replaced.
            if self._token(article_id) == token:
                return found
        raise SnapshotOutdated

    def _seen(self, article_id: str) -> dict[str, Any] | None:
        """The row that this thread's view has relied upon: asked for without waiting, as its
        token tells whether it is the one."""
        token = self._cluster.view.token(article_id)
        if token is None:
            return None
        rows = self._cluster.rows("articles", [article_id], articles.READ, level="Eventually")
        return next((row for row in rows if row["token"] == token), None)

    def _newest(self, article_id: str) -> dict[str, Any]:
        rows = self._cluster.rows("articles", [article_id], articles.READ)
        self._cluster.view.note({article_id: rows[0]["token"] if rows else None})
        if not rows:
            raise ArticleNotFound(article_id)
        return rows[0]

    def _whole(self, rows: list[dict[str, Any]], where: str) -> Iterator[StoredArticle]:
        """The articles of these rows; those that were replaced meanwhile as they are now, if
        they still match."""
        for row, read in zip(rows, articles.read_articles(self._cluster, rows), strict=True):
            found = read or self._again(row["id"], where)
            if found:
                yield found

    def _again(self, article_id: str, where: str) -> StoredArticle | None:
        wanted = f"({where} and (id == {quoted(article_id)}))"
        for _ in range(_ATTEMPTS):
            rows = self._cluster.query("articles", wanted, (*articles.READ, "id"))
            if not rows:
                return None
            (found,) = articles.read_articles(self._cluster, rows)
            if found:
                return found
        raise SnapshotOutdated

    def _token(self, article_id: str) -> str | None:
        token = current_tokens(self._cluster, [article_id]).get(article_id)
        self._cluster.view.note({article_id: token})
        return token

    def _written_as(self, token: str | None) -> list[Document]:
        found = []
        for collection in self._cluster.collections.of_passages() if token else ():
            size = int(collection.rpartition("_")[2])
            where = f"(token == {quoted(token or '')})"
            for page in self._cluster.pages(collection, where, [*READ, "vector"]):
                found += [(row["number"], read_document(row, size)) for row in page]
        return [document for _, document in sorted(found, key=lambda each: each[0])]
