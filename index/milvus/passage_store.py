"""The passages, as a Haystack document store in Milvus with exact filters."""

from collections.abc import Iterator, Mapping
from typing import Any

from haystack import Document, default_from_dict, default_to_dict
from haystack.document_stores.types import DuplicatePolicy
from haystack.utils import Secret, deserialize_secrets_inplace

from index.errors import StoreUnavailable
from index.milvus.cluster import Cluster, Row
from index.milvus.connection import Connection
from index.milvus.document_writing import places, write
from index.milvus.documents import COLUMNS, READ, read_document, row_for, write_rows
from index.milvus.facts import Facts
from index.milvus.filters import compile_filters
from index.milvus.fitting import dimension
from index.milvus.searching import best, in_order
from index.milvus.tokens import that_count
from index.milvus.vector_index import VectorIndex
from index.milvus.vectors import unit
from index.storage import must_be_documents
from index.text.terms import question_terms

Filters = Mapping[str, Any]


class MilvusPassages:
    """Documents in Milvus, found by cosine and, where the server can, by BM25.

    Filters are evaluated by the server before either search. Reads are strongly
    consistent: what any worker has written, every other finds in its next search.
    """

    def __init__(
        self,
        uri: str = "http://localhost:19530",
        token: Secret | None = None,
        prefix: str = "citeqa",
        seconds: float = 10.0,
        vector_index: VectorIndex = "FLAT",
    ) -> None:
        """``prefix`` begins the collections' names; ``seconds`` bounds each call.
        ``vector_index`` is what collections get that are made anew.

        :raises StoreUnavailable: when pymilvus is not installed. Milvus itself is first
            asked when there is something to ask.
        """
        self._token = token
        secret = (token.resolve_value() or "") if token else ""
        self.cluster = Cluster(Connection(uri, secret, seconds), prefix, vector_index)
        self._facts = Facts(self.cluster)

    def to_dict(self) -> dict[str, Any]:
        """The store as Haystack's pipelines store it."""
        connection = self.cluster.collections.connection
        return default_to_dict(
            self,
            uri=connection.uri,
            token=self._token.to_dict() if self._token else None,
            prefix=self.cluster.collections.prefix,
            seconds=connection.seconds,
            vector_index=self.cluster.collections.index,
        )

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> "MilvusPassages":
        """The store that ``to_dict`` described."""
        deserialize_secrets_inplace(data["init_parameters"], keys=["token"])
        return default_from_dict(cls, data)

    def count_documents(self) -> int:
        """How many documents there are; those that were left behind count until swept."""
        return self.count_documents_by_filter(None)

    def count_documents_by_filter(self, filters: Filters | None) -> int:
        """How many documents match; those that were left behind count until swept."""
        where = self._where(filters)
        collections = self.cluster.collections.of_passages()
        return sum(self.cluster.count(collection, where) for collection in collections)

    def filter_documents(self, filters: Filters | None = None) -> list[Document]:
        """The documents that match, in the order written, with their embeddings."""
        found = []
        for collection, rows in self._matching(filters, [*READ, "vector"]):
            size = int(collection.rpartition("_")[2])
            found += [(row["number"], read_document(row, size)) for row in rows]
        return [document for _, document in sorted(found, key=lambda each: each[0])]

    def write_documents(
        self, documents: list[Document], policy: DuplicatePolicy = DuplicatePolicy.NONE
    ) -> int:
        """Store documents; ``NONE`` means ``FAIL``. Returns how many were written. When it
        raises one of these, nothing was written:

        :raises ValueError: for anything but a list of text documents with JSON metadata,
            or an embedding of another dimension than those stored.
        :raises DuplicateDocumentError: when an id is in use and ``policy`` forbids that.
        """
        must_be_documents(documents)
        written = write(self.cluster, documents, policy)
        if written:
            self._facts.count_change()
        return written

    def delete_documents(self, document_ids: list[str]) -> None:
        """Delete the documents with these ids; ids that are not in use are no error."""
        found = places(self.cluster, document_ids).values()
        for collection, row in (place for own in found for place in own):
            self.cluster.delete(collection, [row])
        if found:
            self._facts.count_change()

    def delete_all_documents(self) -> None:
        """Delete every document."""
        self.delete_by_filter(None)

    def delete_by_filter(self, filters: Filters | None) -> int:
        """Delete the documents that match; returns how many there were."""
        count = 0
        for collection, rows in self._matching(filters, READ):
            self.cluster.delete(collection, [row["id"] for row in rows])
            count += len(rows)
        if count:
            self._facts.count_change()
        return count

    def update_by_filter(self, filters: Filters | None, meta: dict[str, Any]) -> int:
        """Set these metadata fields of the documents that match; returns how many."""
        count = 0
        for collection, rows in list(self._matching(filters, [*READ, "vector"])):
            size = int(collection.rpartition("_")[2])
            changed = [_updated(row, read_document(row, size), meta) for row in rows]
            write_rows(self.cluster, collection, changed)
            count += len(rows)
        if count:
            self._facts.count_change()
        return count

    def embedding_retrieval(
        self, query_embedding: list[float], filters: Filters | None = None, top_k: int = 10
    ) -> list[Document]:
        """The nearest documents with their cosines as scores, without embeddings.

        :raises ValueError: when the embedding's dimension is not that of the documents.
        :raises SnapshotOutdated: inside ``reading()``, when an article has changed since.
        """
        where, size = self._where(filters), len(query_embedding)
        collection = f"passages_{size}"
        if top_k < 1:
            return []
        rows: list[Row] = []
        if self.cluster.collections.exists(collection):
            rows = best(self.cluster, collection, unit(query_embedding), where, top_k, READ)
        if not rows and (stored := dimension(self.cluster)) not in (None, size):
            sizes = f"{size} numbers, the passages' have {stored}"
            raise ValueError(f"The question's vector has {sizes}.")
        # Single precision rounds a little over 1.
        scored = [row | {"score": max(-1.0, min(row["score"], 1.0))} for row in rows]
        return [read_document(row) for row in scored]

    def bm25_retrieval(
        self,
        query: str,
        filters: Filters | None = None,
        top_k: int = 10,
        language: str | None = None,
    ) -> list[Document]:
        """The best documents by BM25 (higher is better), without embeddings; none where the
        server has no BM25 (before Milvus 2.5), or had none when the collection was made.

        ``language`` is that of the query: it chooses the stemmer.
        """
        where, words = self._where(filters), " ".join(question_terms(query, language))
        if not words or top_k < 1:
            return []
        rows: list[Row] = []
        for collection in self.cluster.collections.of_passages():
            if self.cluster.collections.has_terms(collection):
                rows += best(self.cluster, collection, words, where, top_k, READ)
        # milvus-lite calls the best match the lowest.
        scored = in_order([row | {"score": abs(row["score"])} for row in rows])
        return [read_document(row) for row in scored[:top_k]]

    def warm_up(self) -> int:
        """Have the collections loaded; returns how many documents they hold.

        A worker may start before Milvus does: then none, and the first question that finds
        Milvus there loads them.
        """
        try:
            return self.count_documents()
        except StoreUnavailable:
            return 0

    def _matching(
        self, filters: Filters | None, columns: list[str] | tuple[str, ...]
    ) -> Iterator[tuple[str, list[Row]]]:
        where = self._where(filters)
        for collection in self.cluster.collections.of_passages():
            for page in self.cluster.pages(collection, where, columns):
                yield collection, that_count(self.cluster, page)

    def _where(self, filters: Filters | None) -> str:
        return compile_filters(filters, COLUMNS, not self.cluster.collections.is_lite)


def _updated(row: Row, document: Document, meta: dict[str, Any]) -> Row:
    document.meta.update(meta)
    return row_for(document, row["number"], row["article"], row["token"])
