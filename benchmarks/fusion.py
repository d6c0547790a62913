"""How dense and BM25 ranks combine best: ``python -m benchmarks.fusion ARTICLES QUESTIONS …``.

Every question is asked once; its passages are then ranked anew for each setting of the
fusion. Printed, best first, is the share of questions whose passage is among the first
five, by language, and the mean reciprocal rank. Use questions that the encoder was not
trained on, or dense ranks look better than they are.
"""

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from pathlib import Path

from haystack import Document

from benchmarks.collect import indexed
from index.evaluation.questions import Question, read_questions
from index.evaluation.scoring import holds

DEPTH = 50
CONSTANTS = (2, 5, 10, 20, 60)
WEIGHTS = (0.0, 0.1, 0.2, 0.35, 0.5, 0.7, 1.0, 1.5)
_SHOWN = 12


@dataclass(frozen=True, slots=True)
class Ranked:
    """A passage's rank in each ranking, from 1, if it is there; whether it answers."""

    dense: int | None
    bm25: int | None
    golden: bool

    def score(self, k: int, weight: float) -> float:
        """The fused score."""
        dense = 1 / (k + self.dense) if self.dense else 0.0
        return dense + (weight / (k + self.bm25) if self.bm25 else 0.0)


def collected(articles: Path, questions: Path) -> Iterator[tuple[str, list[Ranked]]]:
    """For each answerable question whether its passages are in its language, and what
    retrieval finds. Collections of one language are assumed: one weight is looked at."""
    with indexed(articles) as engine:
        for question in read_questions(questions):
            if question.gold:
                found = engine.search(
                    question.question, top_k=2 * DEPTH, filters=question.filters
                ).passages
                ranked = [_ranked(question, each) for each in found]
                golden = [each for each, one in zip(found, ranked, strict=True) if one.golden]
                own = any(each.meta["language"] == question.lang for each in golden)
                yield "own" if own else "other", ranked


def _ranked(question: Question, document: Document) -> Ranked:
    notes = document.meta["retrieval"]
    ranks = [notes[name]["rank"] if name in notes else None for name in ("dense", "bm25")]
    return Ranked(*ranks, any(holds(document, gold) for gold in question.gold))


def rank(passages: list[Ranked], k: int, weight: float) -> int | None:
    """The rank of the first passage that answers."""
    ordered = sorted(passages, key=lambda each: -each.score(k, weight))
    return next((n for n, each in enumerate(ordered, 1) if each.golden), None)


def table(asked: list[list[Ranked]]) -> list[tuple[float, float, int, float]]:
    """Recall@5 and mean reciprocal rank, in percent, with constant and weight; best first."""
    rows = []
    for k, weight in product(CONSTANTS, WEIGHTS):
        ranks = [rank(passages, k, weight) for passages in asked]
        recall = sum(found is not None and found <= 5 for found in ranks) / len(ranks)
        reciprocal = sum(1 / found for found in ranks if found) / len(ranks)
        rows.append((100 * recall, 100 * reciprocal, k, weight))
    return sorted(rows, reverse=True)


def main(arguments: list[str]) -> None:
    """Ask, rank anew, print."""
    files = list(map(Path, arguments))
    asked: dict[str, list[list[Ranked]]] = {}
    for articles, questions in zip(files[::2], files[1::2], strict=True):
        for language, passages in collected(articles, questions):
            asked.setdefault(language, []).append(passages)
    for language, ranked in sorted(asked.items()):
        print(f"questions in the passages' {language} language: {len(ranked)}")
        for recall, reciprocal, k, weight in table(ranked)[:_SHOWN]:
            print(f"  recall@5 {recall:5.1f}  MRR {reciprocal:5.1f}  k {k:2d}  weight {weight}")


if __name__ == "__main__":
    main(sys.argv[1:])
