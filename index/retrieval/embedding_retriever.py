"""Dense retrieval, as a Haystack component."""

from typing import Any

from haystack import Document, component, default_to_dict

from index.retrieval.restoring import restored
from index.storage import Passages


@component
class PassageEmbeddingRetriever:
    """The passages whose vectors are nearest to the question's."""

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
        query_embedding: list[float],
        filters: dict[str, Any] | None = None,
        top_k: int | None = None,
    ) -> dict[str, Any]:
        """``documents``: best first, scored by cosine (-1 to 1), without embeddings."""
        documents = self.document_store.embedding_retrieval(
            query_embedding, filters or self.filters, self.top_k if top_k is None else top_k
        )
        return {"documents": documents}

    def to_dict(self) -> dict[str, Any]:
        """The component as Haystack's pipelines store it."""
        return default_to_dict(
            self, document_store=self.document_store, filters=self.filters, top_k=self.top_k
        )

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> "PassageEmbeddingRetriever":
        """The component that ``to_dict`` described."""
        return restored(cls, data)
