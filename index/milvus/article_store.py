"""The articles: their text, what is known of them, and where they came from."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from typing import Any

from haystack import Document

from index.errors import ArticleNotFound, StoreMismatch, StoreUnavailable
from index.milvus import articles
from index.milvus.article_reading import ArticleReader
from index.milvus.cluster import Cluster
from index.milvus.facts import Facts
from index.milvus.filters import compile_filters
from index.milvus.layout import MOST_ROWS
from index.milvus.origins import origins_in, read_origins, write_origins
from index.milvus.sweeping import remove_former, sweep
from index.milvus.tokens import current_tokens
from index.milvus.writer import MilvusWriter
from index.reply import GenerationState, IndexState
from index.stored import ArticlePage, Origin, StoredArticle


class MilvusArticles:
    """Implements ``index.storage.Articles`` in a Milvus cluster.

    Milvus has no transactions; ``MilvusWriter`` says what holds instead.
    """

    def __init__(self, cluster: Cluster) -> None:
        self.cluster = cluster
        self._facts = Facts(cluster)
        self._reader = ArticleReader(cluster)
        self._state = IndexState(-1, 0, 0)

    def reading(self) -> AbstractContextManager[None]:
        """A view in which an article that changes raises ``SnapshotOutdated``."""
        return self.cluster.view.open()

    @contextmanager
    def writing(self) -> Iterator[MilvusWriter]:
        """All of the block's changes at its end, each article whole, or none when it raises.

        Two workers that write one article at the same time both succeed, and the one that
        ends last has the say.

        :raises StoreUnavailable: when Milvus is away; then some of the articles may be
            written, in rare cases, when that happens between its nodes.
        """
        writer = MilvusWriter(self.cluster, self._facts)
        yield writer
        writer.commit()

    def must_match(self, encoder: str) -> None:
        """:raises StoreMismatch: when there are vectors of another encoder."""
        found = self._facts.encoder()
        if found not in (None, encoder) and self.state().passages:
            raise StoreMismatch(
                f"The index was made with the encoder {found}, and this is {encoder}. "
                "Index the articles again, with another milvus_prefix."
            )

    def close(self) -> None:
        """Let go of the connection."""
        self.cluster.collections.connection.close()

    def article(self, article_id: str) -> StoredArticle:
        """:raises ArticleNotFound: when there is none.
        :raises SnapshotOutdated: when it has changed since this thread's view began."""
        return self._reader.article(article_id)

    def articles(
        self,
        filters: Mapping[str, Any] | None = None,
        limit: int = 50,
        after: str | None = None,
    ) -> ArticlePage:
        """Up to ``limit`` (at least 1) matching articles whose id comes after ``after``, by id.

        :raises FilterError: when the filter is malformed.
        :raises SnapshotOutdated: when an article kept changing.
        """
        where = compile_filters(filters, articles.COLUMNS, not self.cluster.collections.is_lite)
        return self._reader.page(where, limit, after or "")

    def versions(self, article_ids: Sequence[str]) -> dict[str, tuple[str, str]]:
        """``version`` and ``recipe`` of those articles that exist."""
        rows = self.cluster.rows("articles", article_ids, ["version", "recipe"])
        return {row["id"]: (row["version"], row["recipe"]) for row in rows}

    def passages_of(self, article_id: str) -> list[Document]:
        """An article's passages in their order, with embeddings; none when there is no article.

        :raises SnapshotOutdated: when it kept changing, or has changed since this thread's
            view began.
        """
        return self._reader.passages_of(article_id)

    def origins_of(self, article_ids: Sequence[str]) -> dict[str, Origin]:
        """Where those of these articles came from that came from files."""
        known = self.versions(article_ids)
        return read_origins(self.cluster, known)

    def origins(self, root: str) -> dict[str, Origin]:
        """The articles that came from the folder ``root``, by id."""
        found = origins_in(self.cluster, root)
        known = self.versions(list(found))
        return {article_id: found[article_id] for article_id in known}

    def delete(self, article_id: str) -> None:
        """:raises ArticleNotFound: when there is none."""
        if not self.delete_all([article_id]):
            raise ArticleNotFound(article_id)

    def delete_all(self, article_ids: Iterable[str]) -> int:
        """Delete these articles together; returns how many there were."""
        tokens = current_tokens(self.cluster, article_ids)
        if not tokens:
            return 0
        self._facts.count_change()
        self.cluster.delete_pairs("articles", "token", tokens)
        self._facts.count_change()
        write_origins(self.cluster, dict.fromkeys(tokens))
        with suppress(StoreUnavailable):  # they are deleted; what is left will be swept
            remove_former(self.cluster, tokens, tokens)
        return len(tokens)

    def ids(self) -> Collection[str]:
        """Every article's id, in order."""
        pages = self.cluster.pages("articles", "(number >= 0)", [], MOST_ROWS)
        return [row["id"] for page in pages for row in page]

    def state(self) -> IndexState:
        """How much there is to search; passages that were left behind count until swept."""
        version = self._facts.changes()
        known = self._state
        if known.version != version:
            count = self.cluster.count
            passages = sum(map(count, self.cluster.collections.of_passages()))
            known = self._state = IndexState(version, count("articles"), passages)
        return known

    def generation(self) -> GenerationState | None:
        """None: the cluster keeps what searches use."""
        return None

    def sweep(self) -> int:
        """Remove what workers left behind that were cut off; returns how many rows."""
        self._facts.fold_counters()
        return sweep(self.cluster)
