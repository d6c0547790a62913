"""How long retrieval takes, of one process that does nothing else."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from haystack import component

from benchmarks.scale.filters import KEPT, filters
from benchmarks.scale.seed import Seed, read_seed
from benchmarks.scale.timing import timed
from benchmarks.tables import Row
from index.encoding import OnnxTextEmbedder
from index.retrieval.hybrid import HybridRetrieval, HybridSettings
from index.store.passage_store import PassageStore

#: What the product asks of each ranking.
DEPTH = HybridSettings().depth

Retrieve = Callable[[int, dict[str, Any] | None], Any]


def latency(folder: str, seeds: str, size: int, most: int) -> list[Row]:
    """In a fresh process: of up to ``most`` questions, with each filter at its first use
    (each question has another) and again and again."""
    asked = read_seed(Path(seeds))
    numbers = range(min(most, len(asked.questions)))
    rows: list[Row] = []
    for name, retrieve in _retrievals(PassageStore(folder), asked).items():
        retrieve(0, None)
        for kept in KEPT:
            for use in ("again",) if kept == "all" else ("first", "again"):
                calls = partial(_call, retrieve, kept, size, use)
                calls(0)
                figures = timed(calls, numbers)
                rows.append({"retrieval": name, "kept": kept, "use": use, **figures})
    return rows


def _call(retrieve: Retrieve, kept: str, size: int, use: str, number: int) -> None:
    retrieve(number, filters(kept, size, number if use == "first" else 0))


def _retrievals(store: PassageStore, asked: Seed) -> dict[str, Retrieve]:
    vectors, spoken = asked.question_vectors.tolist(), asked.question_languages
    known = dict(zip(asked.questions, vectors, strict=True))

    def hybrid(embedder: Any) -> Retrieve:
        whole = HybridRetrieval(store, embedder, HybridSettings())
        whole.warm_up()
        return lambda number, filters: whole.retrieve(
            asked.questions[number], top_k=10, filters=filters, language=spoken[number]
        )

    return {
        "dense": lambda n, filters: store.embedding_retrieval(vectors[n], filters, DEPTH),
        "bm25": lambda n, filters: store.bm25_retrieval(
            asked.questions[n], filters, DEPTH, spoken[n]
        ),
        "hybrid": hybrid(KnownEmbedder(known)),
        "hybrid, embedding": hybrid(OnnxTextEmbedder()),
    }


@component
class KnownEmbedder:
    """Looks vectors up, so that the encoder's time is left out."""

    def __init__(self, vectors: dict[str, list[float]]) -> None:
        self._vectors = vectors

    @component.output_types(embedding=list[float])
    def run(self, text: str) -> dict[str, Any]:
        """``embedding``: that of ``text``."""
        return {"embedding": self._vectors[text]}
