"""How often retrieval finds the passage with the answer: dense, BM25, and both."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from benchmarks.collect import indexed
from index.citeqa import Citeqa
from index.evaluation.questions import Question, read_questions
from index.evaluation.scoring import gold_rank, holds

RANKS = (1, 5, 10)
DEEPEST = 100
RANKINGS = ("dense", "bm25", "both")

Row = dict[str, str | int | float]


def recall(articles: Path, questions: Path, **settings: Any) -> list[Row]:
    """Recall@k and mean reciprocal rank, in percent, over the answerable questions, by
    language and ranking."""
    asked = [question for question in read_questions(questions) if question.gold]
    with indexed(articles, **settings) as engine:
        ranks = [(question.lang, _ranks(engine, question)) for question in asked]
        passages = engine.state().passages
    rows: list[Row] = []
    for language in sorted({language for language, _ in ranks}):
        for ranking in RANKINGS:
            mine = [found[ranking] for spoken, found in ranks if spoken == language]
            rows.append(
                {
                    "passages": passages,
                    "language": language,
                    "questions": len(mine),
                    "ranking": ranking,
                    **_figures(mine),
                }
            )
    return rows


def _ranks(engine: Citeqa, question: Question) -> dict[str, int | None]:
    """The rank of the first passage with the answer, in each ranking."""
    passages = engine.search(question.question, top_k=DEEPEST, filters=question.filters).passages
    found: dict[str, int | None] = {"both": gold_rank(question.gold, passages)}
    golden = [doc for doc in passages if any(holds(doc, gold) for gold in question.gold)]
    for ranking in ("dense", "bm25"):
        notes = [doc.meta["retrieval"].get(ranking) for doc in golden]
        found[ranking] = min((note["rank"] for note in notes if note), default=None)
    return found


def _figures(ranks: Sequence[int | None]) -> dict[str, float]:
    def percent(values: Sequence[float]) -> float:
        return round(100 * sum(values) / len(ranks), 1)

    recalls = {
        f"recall@{k}": percent([rank is not None and rank <= k for rank in ranks]) for k in RANKS
    }
    return {**recalls, "MRR": percent([1 / rank if rank else 0.0 for rank in ranks])}
