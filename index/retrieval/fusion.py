"""Reciprocal rank fusion that knows languages, as a Haystack component."""

from dataclasses import replace
from typing import Any

from haystack import Document, component, default_from_dict, default_to_dict


@component
class LanguageAwareFusion:
    """Joins dense and BM25 rankings into one.

    A passage scores ``1 / (k + rank)`` for its dense rank plus ``weight / (k + rank)``
    for its BM25 rank (Cormack, Clarke and Büttcher, SIGIR 2009). Words say much less
    across languages: an English question shares hardly any with a French passage that
    answers it, so BM25 weighs less where the two languages differ.
    """

    def __init__(
        self,
        top_k: int = 10,
        k: int = 10,
        bm25_weight: float = 1.0,
        bm25_weight_across_languages: float = 0.5,
    ) -> None:
        """``k`` damps the lead of the first ranks; weights are relative to dense = 1."""
        self.top_k = top_k
        self.k = k
        self.bm25_weight = bm25_weight
        self.bm25_weight_across_languages = bm25_weight_across_languages

    @component.output_types(documents=list[Document])
    def run(
        self,
        dense: list[Document],
        bm25: list[Document],
        query_language: str | None = None,
        top_k: int | None = None,
    ) -> dict[str, Any]:
        """``documents``: best first, scored by the fused score (0 to 1).

        ``meta["retrieval"]`` tells the rank (from 1) and score in each ranking.
        """
        found: dict[str, Document] = {}
        notes: dict[str, dict[str, Any]] = {}
        scores: dict[str, float] = {}
        for name, ranking in (("dense", dense), ("bm25", bm25)):
            for rank, document in enumerate(ranking, start=1):
                weight = 1.0 if name == "dense" else self._bm25_weight(document, query_language)
                found.setdefault(document.id, document)
                noted = notes.setdefault(document.id, {})
                if name not in noted:
                    noted[name] = {"rank": rank, "score": document.score}
                    scores[document.id] = scores.get(document.id, 0.0) + weight / (self.k + rank)
        heaviest = max(self.bm25_weight, self.bm25_weight_across_languages)
        best = (1.0 + heaviest) / (self.k + 1)
        fused = [
            replace(
                document,
                score=scores[key] / best,
                meta=document.meta | {"retrieval": notes[key]},
            )
            for key, document in found.items()
        ]
        fused.sort(key=lambda document: -(document.score or 0.0))
        return {"documents": fused[: self.top_k if top_k is None else top_k]}

    def _bm25_weight(self, document: Document, query_language: str | None) -> float:
        if query_language is None or document.meta.get("language") in (None, query_language):
            return self.bm25_weight
        return self.bm25_weight_across_languages

    def to_dict(self) -> dict[str, Any]:
        """The component as Haystack's pipelines store it."""
        return default_to_dict(
            self,
            top_k=self.top_k,
            k=self.k,
            bm25_weight=self.bm25_weight,
            bm25_weight_across_languages=self.bm25_weight_across_languages,
        )

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> "LanguageAwareFusion":
        """The component that ``to_dict`` described."""
        return default_from_dict(cls, data)
