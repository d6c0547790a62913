"""Questions with known answers, asked of a fresh index; what each candidate had for it."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from index.citeqa import Citeqa
from index.evaluation.questions import Question, read_questions
from index.evaluation.scoring import is_right
from index.ingesting import Submission
from index.loading import Limits, LoadedArticle, load
from service.settings import load_settings
from service.wiring import build_engine

#: The order of the features, by their names in ``Evidence``.
FEATURES = ("margin", "retrieval", "sentence")


@dataclass(frozen=True, slots=True)
class Asked:
    """One question; for each candidate its features, and whether it is right."""

    question: Question
    features: list[list[float]]
    right: list[bool]


@dataclass(frozen=True, slots=True)
class Chosen:
    """What the settings choose: the models' names, and how rankings are fused."""

    models: dict[str, str]
    fusion: dict[str, float]


def chosen() -> Chosen:
    """From the environment and the shipped defaults, as the service does."""
    with tempfile.TemporaryDirectory() as folder:
        engine = build_engine(load_settings(data_dir=Path(folder)))
        component: Any = engine.answerer.retrieval.pipeline.get_component("fusion")
        names = ("k", "bm25_weight", "bm25_weight_across_languages")
        return Chosen(dict(engine.models), {name: getattr(component, name) for name in names})


@contextmanager
def indexed(articles: Path, **settings: Any) -> Iterator[Citeqa]:
    """A fresh index of the articles in a file or folder, for as long as the block lasts.

    ``settings`` are those of ``config/default.toml`` that differ.
    """
    with tempfile.TemporaryDirectory() as folder:
        engine = build_engine(load_settings(data_dir=Path(folder), **settings))
        loaded = load([articles], Limits(1 << 26, 1 << 22))
        found = [Submission(each.article) for each in loaded if isinstance(each, LoadedArticle)]
        engine.ingestor.ingest(found)
        yield engine


def ask_all(articles: Path, questions: Path) -> list[Asked]:
    """Every question of a file, over the articles of a file or folder."""
    with indexed(articles) as engine:
        return [_asked(engine, question) for question in read_questions(questions)]


def _asked(engine: Citeqa, question: Question) -> Asked:
    candidates = engine.ask(question.question, filters=question.filters, debug=True).debug[
        "candidates"
    ]
    return Asked(
        question,
        [[each["evidence"][name] for name in FEATURES] for each in candidates],
        [is_right(question, each["text"], each["found"][0]["article_id"]) for each in candidates],
    )
