"""Dense and BM25 retrieval and their fusion."""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from haystack import Document

from index.retrieval.bm25_retriever import PassageBM25Retriever
from index.retrieval.embedding_retriever import PassageEmbeddingRetriever
from index.retrieval.fusion import LanguageAwareFusion
from index.shipped import verified
from index.storage import Passages
from index.tracing import stage, tag, traced

#: What the fused score of a passage of a preferred article counts when passages are chosen.
PREFERENCE = 2.0


@dataclass(frozen=True, slots=True)
class HybridSettings:
    """``depth``: how many passages each ranking gives to the fusion. The others are
    those of ``LanguageAwareFusion``."""

    depth: int = 50
    k: int = 10
    bm25_weight: float = 1.0
    bm25_weight_across_languages: float = 0.5


def fitted(path: Path) -> HybridSettings:
    """The settings that were fitted for the shipped models and are stored in ``path``, their
    ``calibration.json``.

    :raises ModelDamaged: when the file is missing or has another checksum.
    """
    return HybridSettings(**json.loads(verified(path).read_text(encoding="utf-8"))["fusion"])


@dataclass(frozen=True, slots=True)
class Retrieved:
    """Passages, best first, with fused scores and without embeddings; and the query's
    vector."""

    passages: list[Document]
    query_vector: list[float]


class HybridRetrieval:
    """``embedder → dense → fusion ← bm25``, with one call to run it.

    The components are called one after the other, as a Haystack pipeline of them would do;
    a pipeline copies every document on its way from one to the next, and looks at each
    number of the query's vector, which takes longer than both searches.
    """

    def __init__(self, store: Passages, text_embedder: Any, settings: HybridSettings) -> None:
        """``text_embedder`` is any Haystack text embedder that fits the stored vectors."""
        self._depth = settings.depth
        self._store = store
        self._embedder = text_embedder
        self._dense = PassageEmbeddingRetriever(store)
        self._bm25 = PassageBM25Retriever(store)
        self.fusion = LanguageAwareFusion(
            k=settings.k,
            bm25_weight=settings.bm25_weight,
            bm25_weight_across_languages=settings.bm25_weight_across_languages,
        )

    def warm_up(self) -> None:
        """Load the encoder."""
        if hasattr(self._embedder, "warm_up"):
            self._embedder.warm_up()

    def open_index(self) -> None:
        """Open what the store searches in.

        :raises StoreUnavailable: when it cannot be, or not yet.
        """
        self._store.warm_up()

    @traced("citeqa.retrieve")
    def retrieve(
        self,
        query: str,
        *,
        top_k: int,
        filters: Mapping[str, Any] | None = None,
        language: str | None = None,
        preferred: Collection[str] = (),
    ) -> Retrieved:
        """The best ``top_k`` passages of articles; documents that somebody else keeps in
        the store are passed over. Passages of the ``preferred`` articles, by their ids, go
        before others of up to twice their score. Errors are those of the components themselves.

        :raises FilterError: when the filter is malformed.
        """
        kept = dict(filters) if filters else None
        depth = max(self._depth, top_k)
        with stage("citeqa.embed"):
            vector = self._embedder.run(text=query)["embedding"]
        with stage("citeqa.dense"):
            dense = self._dense.run(query_embedding=vector, filters=kept, top_k=depth)
        with stage("citeqa.bm25"):
            bm25 = self._bm25.run(query=query, filters=kept, top_k=depth, query_language=language)
        fused = self.fusion.run(
            dense=dense["documents"],
            bm25=bm25["documents"],
            query_language=language,
            top_k=2 * depth if preferred else top_k,
        )
        documents = [each for each in fused["documents"] if "article_id" in each.meta]
        if preferred:
            documents.sort(key=lambda each: _preferring(preferred, each), reverse=True)
        documents = documents[:top_k]
        tag(passages=len(documents), filtered=bool(kept))
        return Retrieved(documents, vector)


def _preferring(preferred: Collection[str], document: Document) -> float:
    """What a passage is ranked by; its score stays as it is, for the calibration to weigh."""
    factor = PREFERENCE if document.meta["article_id"] in preferred else 1.0
    return factor * (document.score or 0.0)
