"""What can stand in for the encoder."""

from typing import Any, Protocol

from haystack import Document


class DocumentEmbedder(Protocol):
    """Any Haystack document embedder."""

    def run(self, documents: list[Document]) -> dict[str, Any]: ...
