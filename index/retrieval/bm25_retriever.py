"""Sparse retrieval, as a Haystack component."""

from typing import Any

from haystack import Document, component, default_to_dict

from index.retrieval.restoring import restored
from index.storage import Passages


@component
class PassageBM25Retriever:
    """The passages that share the question's rarest words, by Okapi BM25."""

    def __init__(
        self,
        document_store: Passages,
        filters: dict[str, Any] | None = None,
        top_k: int = 10,
    ) -> None:
        """``filters`` and ``top_k`` hold where a run does not give its own."""
        self.document_store = document_store
        self.filters = filters
        self.top_k = top_k

    @component.output_types(documents=list[Document])
    def run(
        self,
        query: str,
        filters: dict[str, Any] | None = None,
        top_k: int | None = None,
        query_language: str | None = None,
    ) -> dict[str, Any]:
        """``documents``: best first, scored by BM25 (above 0), without embeddings.

        ``query_language`` (ISO 639-1) chooses the stemmer for the query's words.
        """
        documents = self.document_store.bm25_retrieval(
            query, filters or self.filters, self.top_k if top_k is None else top_k, query_language
        )
        return {"documents": documents}

    def to_dict(self) -> dict[str, Any]:
        """The component as Haystack's pipelines store it."""
        return default_to_dict(
            self, document_store=self.document_store, filters=self.filters, top_k=self.top_k
        )

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> "PassageBM25Retriever":
        """The component that ``to_dict`` described."""
        return restored(cls, data)
