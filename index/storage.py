"""What the product asks of a store: SQLite and FAISS keep it on one machine, Milvus on many."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Any, Protocol

from haystack import Document

from index.article import Article
from index.reply import GenerationState, IndexState
from index.stored import ArticlePage, Origin, StoredArticle

Filters = Mapping[str, Any]


class Writer(Protocol):
    """Changes that are made together; see ``Articles.writing``."""

    def replace(
        self, article: Article, passages: list[Document], recipe: str, origin: Origin | None
    ) -> None:
        """Put the article and its passages in place of what has its id.

        :raises ValueError: when the passages' embeddings do not fit those stored.
        """
        ...

    def move(self, article_id: str, origin: Origin) -> None:
        """Note that an article, itself unchanged, now comes from ``origin``."""
        ...

    def note_encoder(self, name: str) -> None:
        """Write down which encoder the vectors are from."""
        ...


class Articles(Protocol):
    """The articles and what belongs to them.

    Any call can raise ``StoreUnavailable``; the writing ones also ``StoreBusy``. What a call
    has written, every later call sees, in any process.
    """

    def reading(self) -> AbstractContextManager[Any]:
        """One view of the data for as long as the block lasts, in this thread."""
        ...

    def writing(self) -> AbstractContextManager[Writer]:
        """All of the block's changes, durable at its end, or none when it raises."""
        ...

    def must_match(self, encoder: str) -> None:
        """:raises StoreMismatch: when there are vectors of another encoder."""
        ...

    def article(self, article_id: str) -> StoredArticle:
        """:raises ArticleNotFound: when there is none."""
        ...

    def articles(
        self, filters: Filters | None = None, limit: int = 50, after: str | None = None
    ) -> ArticlePage:
        """Up to ``limit`` (at least 1) matching articles whose id comes after ``after``, by id.

        :raises FilterError: when the filter is malformed.
        """
        ...

    def passages_of(self, article_id: str) -> list[Document]:
        """An article's passages in their order, with embeddings; none when there is no article."""
        ...

    def versions(self, article_ids: Sequence[str]) -> dict[str, tuple[str, str]]:
        """``version`` and ``recipe`` of those articles that exist."""
        ...

    def origins_of(self, article_ids: Sequence[str]) -> dict[str, Origin]:
        """Where those of these articles came from that came from files."""
        ...

    def origins(self, root: str) -> dict[str, Origin]:
        """The articles that came from the folder ``root``, by id."""
        ...

    def delete(self, article_id: str) -> None:
        """:raises ArticleNotFound: when there is none."""
        ...

    def delete_all(self, article_ids: Iterable[str]) -> int:
        """Delete these articles together; returns how many there were."""
        ...

    def ids(self) -> Collection[str]:
        """Every article's id, in order."""
        ...

    def state(self) -> IndexState:
        """How much there is to search."""
        ...

    def generation(self) -> GenerationState | None:
        """The files that searches use; ``None`` where there are none."""
        ...

    def close(self) -> None:
        """Let go of what this thread holds open."""
        ...


class Passages(Protocol):
    """A Haystack document store with the two searches that retrieval is made of."""

    def to_dict(self) -> dict[str, Any]: ...

    def count_documents(self) -> int: ...

    def filter_documents(self, filters: Filters | None = None) -> list[Document]: ...

    def embedding_retrieval(
        self, query_embedding: list[float], filters: Filters | None = None, top_k: int = 10
    ) -> list[Document]:
        """The nearest documents with their cosines as scores, without embeddings."""
        ...

    def bm25_retrieval(
        self,
        query: str,
        filters: Filters | None = None,
        top_k: int = 10,
        language: str | None = None,
    ) -> list[Document]:
        """The best documents by BM25 (higher is better), without embeddings."""
        ...

    def warm_up(self) -> int:
        """Make the first search as fast as the next; returns how many vectors there are."""
        ...


def must_be_documents(documents: Any) -> None:
    """:raises ValueError: for anything but a list of text documents."""
    if not isinstance(documents, list) or not all(isinstance(doc, Document) for doc in documents):
        raise ValueError("'documents' must be a list of Haystack documents.")
    if any(doc.blob is not None or doc.sparse_embedding is not None for doc in documents):
        raise ValueError("The store holds text: no 'blob' and no 'sparse_embedding'.")
