"""Speed, as ratios within one run: what each stage of a question costs, and how our
store compares with Haystack's in-memory one on the same passages."""

import statistics
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from haystack.document_stores.in_memory import InMemoryDocumentStore

from benchmarks.collect import indexed
from index.citeqa import Citeqa
from index.evaluation.questions import read_questions
from index.store.passage_store import PassageStore

Row = dict[str, str | int | float]


def stages(articles: Path, questions: Path, limit: int = 60) -> list[Row]:
    """Milliseconds of a question's stages: median, 95th percentile, and share of the total."""
    with indexed(articles) as engine:
        asked = [question.question for question in read_questions(questions)][:limit]
        engine.ask(asked[0])
        timings = [engine.ask(question).timings_ms for question in asked]
        total = statistics.median(each["total"] for each in timings)
        return [
            {
                "stage": stage,
                "median ms": round(statistics.median(each[stage] for each in timings), 1),
                "p95 ms": round(_p95([each[stage] for each in timings]), 1),
                "share": round(statistics.median(e[stage] for e in timings) / total, 2),
            }
            for stage in ("retrieve", "read", "total")
        ]


def stores(articles: Path, questions: Path, limit: int = 60) -> list[Row]:
    """Retrieval alone, embedding left out: our store against Haystack's in-memory one.

    ``ratio`` is theirs over ours; above 1, ours is faster. The filter keeps one article.
    """
    with indexed(articles) as engine:
        ours = PassageStore(engine.store.database.data_dir)
        theirs = InMemoryDocumentStore(embedding_similarity_function="dot_product")
        theirs.write_documents(ours.filter_documents())
        asked = [question.question for question in read_questions(questions)][:limit]
        vectors = [_vector(engine, question) for question in asked]
        one = ours.filter_documents()[0].meta["article_id"]
        only = {"field": "meta.article_id", "operator": "==", "value": one}
        pairs: dict[str, tuple[Callable[[int], Any], Callable[[int], Any]]] = {
            "dense": (
                lambda n: ours.embedding_retrieval(vectors[n], None, 10),
                lambda n: theirs.embedding_retrieval(vectors[n], None, 10, return_embedding=False),
            ),
            "dense, filtered": (
                lambda n: ours.embedding_retrieval(vectors[n], only, 10),
                lambda n: theirs.embedding_retrieval(vectors[n], only, 10, return_embedding=False),
            ),
            "bm25": (
                lambda n: ours.bm25_retrieval(asked[n], None, 10, "fr"),
                lambda n: theirs.bm25_retrieval(asked[n], None, 10),
            ),
        }
        return [_compared(name, len(asked), *pair) for name, pair in pairs.items()]


def _vector(engine: Citeqa, question: str) -> list[float]:
    found = engine.answerer.retrieval.retrieve(question, top_k=1)
    return found.query_vector


def _compared(
    name: str, runs: int, ours: Callable[[int], Any], theirs: Callable[[int], Any]
) -> Row:
    times: tuple[list[float], list[float]] = ([], [])
    ours(0), theirs(0)
    # Taken in turn, so that whatever else the machine does falls on both alike.
    for number in range(runs):
        for call, taken in zip((ours, theirs), times, strict=True):
            begin = time.perf_counter()
            call(number)
            taken.append((time.perf_counter() - begin) * 1000)
    mine, other = map(statistics.median, times)
    return {
        "retrieval": name,
        "citeqa ms": round(mine, 2),
        "in-memory ms": round(other, 2),
        "ratio": round(other / mine, 1),
    }


def _p95(values: Sequence[float]) -> float:
    return statistics.quantiles(values, n=20)[-1] if len(values) > 1 else values[0]
