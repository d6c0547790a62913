"""A pair of Haystack embedders of somebody's own: words, counted in 64 drawers."""

import zlib
from dataclasses import replace
from typing import Any

from haystack import Document, component


def _counts(text: str, drawers: int) -> list[float]:
    counts = [0.01] * drawers
    for word in text.lower().split():
        counts[zlib.crc32(word.encode()) % drawers] += 1.0
    return counts


@component
class TinyTextEmbedder:
    def __init__(self, drawers: int = 64) -> None:
        self.drawers = drawers

    @component.output_types(embedding=list[float])
    def run(self, text: str) -> dict[str, Any]:
        return {"embedding": _counts(text, self.drawers)}


@component
class TinyDocumentEmbedder:
    def __init__(self, drawers: int = 64) -> None:
        self.drawers = drawers

    @component.output_types(documents=list[Document])
    def run(self, documents: list[Document]) -> dict[str, Any]:
        counted = [
            replace(document, embedding=_counts(document.content or "", self.drawers))
            for document in documents
        ]
        return {"documents": counted}
