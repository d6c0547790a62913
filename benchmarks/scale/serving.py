"""Searching while articles come in, and while a generation is made."""

import os
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from benchmarks.scale.meanwhile import building, ingesting
from benchmarks.scale.processes import Child, apart
from benchmarks.scale.seed import read_seed
from benchmarks.scale.timing import timed
from benchmarks.tables import Row
from index.encoding import OnnxTextEmbedder
from index.retrieval.hybrid import HybridRetrieval, HybridSettings
from index.store.article_store import ArticleStore
from index.store.database import Database
from index.store.generations.folder import NAME
from index.store.passage_store import PassageStore

#: Seconds until a process that goes on beside searches must have begun.
_PATIENCE = 60.0


def serving(folder: Path, seeds: Path, seconds: float) -> list[Row]:
    """Hybrid search, one question after the other, for ``seconds`` each time: alone, beside
    a process that ingests, and beside one that makes generations. On a copy of ``folder``."""
    with _copied(folder) as copy:
        articles = ArticleStore(Database(copy))
        before = articles.state().passages
        given = {"folder": copy, "seeds": seeds, "seconds": seconds}
        alone = apart(searched, **given)
        with _meanwhile(ingesting, lambda: articles.state().passages > before, given):
            beside = apart(searched, **given)
        unfinished = copy / NAME
        with _meanwhile(building, lambda: any(unfinished.glob("unfinished-*")), given):
            built = apart(searched, **given)
        articles.close()
    rows = {"nothing": alone, "articles come in": beside, "generations are made": built}
    return [{"meanwhile": name, **row} for name, row in rows.items()]


@contextmanager
def _copied(folder: Path) -> Iterator[Path]:
    """A copy that may be changed; the files of generations never are."""
    copy = folder.with_name(f"{folder.name}-served")
    shutil.rmtree(copy, ignore_errors=True)
    copy.mkdir()
    try:
        for path in folder.glob("citeqa.sqlite*"):
            shutil.copy2(path, copy)
        shutil.copytree(folder / NAME, copy / NAME, copy_function=os.link)
        yield copy
    finally:
        shutil.rmtree(copy)


@contextmanager
def _meanwhile(
    function: Callable[..., Any], has_begun: Callable[[], bool], given: dict[str, Any]
) -> Iterator[None]:
    child = Child(function, folder=given["folder"], seeds=given["seeds"])
    try:
        begin = time.monotonic()
        while not has_begun():
            if time.monotonic() - begin > _PATIENCE:
                raise RuntimeError(f"{function.__name__} does not begin")
            time.sleep(0.05)
        yield
    finally:
        child.end(at_once=True)


def searched(folder: str, seeds: str, seconds: float) -> Row:
    """In a fresh process: percentiles of hybrid searches, embedding included, and how many
    passages came in during them."""
    asked = read_seed(Path(seeds))
    store = PassageStore(folder)
    retrieval = HybridRetrieval(store, OnnxTextEmbedder(), HybridSettings())
    retrieval.warm_up()

    def retrieve(number: int) -> None:
        number %= len(asked.questions)
        language = asked.question_languages[number]
        retrieval.retrieve(asked.questions[number], top_k=10, language=language)

    retrieve(0)
    arrivals = [(time.perf_counter(), store.count_documents())]

    def look_and_retrieve(number: int) -> None:
        count = store.count_documents()
        if count != arrivals[-1][1]:
            arrivals.append((time.perf_counter(), count))
        retrieve(number)

    figures = timed(look_and_retrieve, range(1_000_000), seconds)
    return {"passages/s": _rate(arrivals[1:]), **figures}


def _rate(arrivals: list[tuple[float, int]]) -> float:
    """Passages a second between the first and the last batch that came in."""
    if len(arrivals) < 2:
        return 0.0
    (begin, before), (end, after) = arrivals[0], arrivals[-1]
    return round((after - before) / (end - begin), 1)
