"""The passages, as a Haystack document store with exact filters."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from haystack import Document, default_from_dict, default_to_dict
from haystack.document_stores.types import DuplicatePolicy

from index.engine import Filters
from index.storage import must_be_documents
from index.store.condition import EVERYTHING
from index.store.database import Database
from index.store.generations.structure import Choice
from index.store.lookup import Hit, passages_where, read_hits
from index.store.rows import COLUMNS, read_row
from index.store.searching.background import Builder
from index.store.searching.search_index import SearchIndex
from index.store.snapshot import up_to_date
from index.store.writing import must_fit, update_meta, write
from index.text.terms import question_terms


class PassageStore:
    """Documents in SQLite, found by cosine (FAISS) and by BM25.

    Filters are evaluated before either search, so one that leaves three documents finds
    those three. Threads and processes may share a data directory:
    what one has written, every other finds in its next search.
    """

    def __init__(
        self,
        data_dir: str | Path = ".citeqa",
        busy_seconds: float = 10.0,
        vector_index: Choice = "auto",
    ) -> None:
        """``busy_seconds``: how long to wait for another process that writes.
        ``vector_index``: the FAISS structure of generations, ``flat`` (exact), ``ivf``
        (inverted lists), or what suits their size.

        :raises StoreUnavailable: when the folder cannot be used.
        :raises StoreMismatch: when another version of citeqa made it."""
        self.database = Database(Path(data_dir), busy_seconds)
        self.vector_index = vector_index
        self._search = SearchIndex(self.database, Builder(self.database.data_dir, vector_index))

    def to_dict(self) -> dict[str, Any]:
        """The store as Haystack's pipelines store it."""
        return default_to_dict(
            self,
            data_dir=str(self.database.data_dir),
            busy_seconds=self.database.busy_seconds,
            vector_index=self.vector_index,
        )

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> "PassageStore":
        """The store that ``to_dict`` described."""
        return default_from_dict(cls, data)

    def count_documents(self) -> int:
        """How many documents there are."""
        return self.count_documents_by_filter(None)

    def count_documents_by_filter(self, filters: Filters | None) -> int:
        """How many documents match."""
        where = passages_where(filters)
        sql = f"SELECT count(*) FROM passages WHERE {where.sql}"
        if where is EVERYTHING:
            sql = "SELECT value FROM counts WHERE name = 'passages'"
        with self.database.reading() as connection:
            return int(connection.execute(sql, where.parameters).fetchone()[0])

    def filter_documents(self, filters: Filters | None = None) -> list[Document]:
        """The documents that match, in the order written, with their embeddings."""
        where = passages_where(filters)
        sql = (
            f"SELECT {COLUMNS} FROM passages LEFT JOIN vectors USING (number) "
            f"WHERE {where.sql} ORDER BY number"
        )
        with self.database.reading() as connection:
            return [read_row(row) for row in connection.execute(sql, where.parameters)]

    def write_documents(
        self, documents: list[Document], policy: DuplicatePolicy = DuplicatePolicy.NONE
    ) -> int:
        """Store all documents or none; ``NONE`` means ``FAIL``. Returns how many were written.

        :raises ValueError: for anything but a list of text documents with JSON metadata,
            or an embedding of another dimension than those stored.
        :raises DuplicateDocumentError: when an id is in use and ``policy`` forbids that.
        """
        must_be_documents(documents)
        with self.database.writing() as connection:
            must_fit(connection, documents)
            return sum(write(connection, document, policy) for document in documents)

    def delete_documents(self, document_ids: list[str]) -> None:
        """Delete the documents with these ids; ids that are not in use are no error."""
        with self.database.writing() as connection:
            for document_id in document_ids:
                connection.execute("DELETE FROM passages WHERE id = ?", (document_id,))

    def delete_all_documents(self) -> None:
        """Delete every document."""
        self.delete_by_filter(None)

    def delete_by_filter(self, filters: Filters | None) -> int:
        """Delete the documents that match; returns how many there were."""
        where = passages_where(filters)
        with self.database.writing() as connection:
            sql = f"DELETE FROM passages WHERE {where.sql}"
            return connection.execute(sql, where.parameters).rowcount

    def update_by_filter(self, filters: Filters | None, meta: dict[str, Any]) -> int:
        """Set these metadata fields of the documents that match; returns how many."""
        with self.database.writing() as connection:
            documents = self.filter_documents(filters)
            for document in documents:
                document.meta.update(meta)
                update_meta(connection, document.id, document)
            return len(documents)

    def embedding_retrieval(
        self, query_embedding: list[float], filters: Filters | None = None, top_k: int = 10
    ) -> list[Document]:
        """The nearest documents with their cosines as scores, without embeddings.

        :raises ValueError: when the embedding's dimension is not that of the documents.
        :raises SnapshotOutdated: inside ``database.reading()``, when other threads have
            searched in newer data since it began; begin it again.
        """

        return self._found(lambda: self._search.dense(query_embedding, filters, top_k))

    def bm25_retrieval(
        self,
        query: str,
        filters: Filters | None = None,
        top_k: int = 10,
        language: str | None = None,
    ) -> list[Document]:
        """The best documents by BM25 (higher is better), without embeddings.

        ``language`` is that of the query: it chooses the stemmer.
        """
        terms = question_terms(query, language)
        return self._found(lambda: self._search.sparse(terms, filters, top_k))

    def warm_up(self) -> int:
        """Open what searches use, so that the first is as fast as the next; returns how many
        vectors there are."""
        return up_to_date(lambda: len(self._search))

    def _found(self, search: Callable[[], list[Hit]]) -> list[Document]:
        def attempt() -> list[Document]:
            with self.database.reading() as connection:
                return read_hits(connection, search())

        return attempt() if self.database.connection.in_transaction else up_to_date(attempt)
