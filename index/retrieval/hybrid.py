"""Dense and BM25 retrieval and their fusion, as one Haystack pipeline."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from haystack import Document, Pipeline
from haystack.core.errors import PipelineRuntimeError

from index.retrieval.bm25_retriever import PassageBM25Retriever
from index.retrieval.embedding_retriever import PassageEmbeddingRetriever
from index.retrieval.fusion import LanguageAwareFusion
from index.shipped import verified
from index.storage import Passages


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
    """The pipeline ``embedder → dense → fusion ← bm25``, with one call to run it."""

    def __init__(self, store: Passages, text_embedder: Any, settings: HybridSettings) -> None:
        """``text_embedder`` is any Haystack text embedder that fits the stored vectors."""
        self._depth = settings.depth
        self._store = store
        self.pipeline = Pipeline()
        self.pipeline.add_component("embedder", text_embedder)
        self.pipeline.add_component("dense", PassageEmbeddingRetriever(store))
        self.pipeline.add_component("bm25", PassageBM25Retriever(store))
        self.pipeline.add_component(
            "fusion",
            LanguageAwareFusion(
                k=settings.k,
                bm25_weight=settings.bm25_weight,
                bm25_weight_across_languages=settings.bm25_weight_across_languages,
            ),
        )
        self.pipeline.connect("embedder.embedding", "dense.query_embedding")
        self.pipeline.connect("dense.documents", "fusion.dense")
        self.pipeline.connect("bm25.documents", "fusion.bm25")

    def warm_up(self) -> None:
        """Load the encoder."""
        self.pipeline.warm_up()

    def open_index(self) -> None:
        """Open what the store searches in.

        :raises StoreUnavailable: when it cannot be, or not yet.
        """
        self._store.warm_up()

    def retrieve(
        self,
        query: str,
        *,
        top_k: int,
        filters: Mapping[str, Any] | None = None,
        language: str | None = None,
    ) -> Retrieved:
        """The best ``top_k`` passages of articles; documents that somebody else keeps in
        the store are passed over. Errors are those of the components themselves.

        :raises FilterError: when the filter is malformed.
        """
        restricted = {"filters": dict(filters) if filters else None}
        depth = {"top_k": max(self._depth, top_k)}
        inputs = {
            "embedder": {"text": query},
            "dense": restricted | depth,
            "bm25": restricted | depth | {"query": query, "query_language": language},
            "fusion": {"query_language": language, "top_k": top_k},
        }
        try:
            outputs = self.pipeline.run(inputs, include_outputs_from={"embedder"})
        except PipelineRuntimeError as error:
            # What went wrong in a component, as the component said it.
            raise (error.__cause__ or error) from None
        documents = [each for each in outputs["fusion"]["documents"] if "article_id" in each.meta]
        return Retrieved(documents, outputs["embedder"]["embedding"])
