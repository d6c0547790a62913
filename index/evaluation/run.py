"""Asking every question of a file."""

from collections.abc import Iterable, Iterator

from index.engine import Engine
from index.evaluation.measure import RECALLS
from index.evaluation.questions import Question
from index.evaluation.scoring import Scored, score


def evaluate(engine: Engine, questions: Iterable[Question]) -> Iterator[Scored]:
    """Each question asked and scored, in order."""
    for question in questions:
        text, filters = question.question, question.filters
        reply = engine.ask(text, filters=filters, debug=True)
        retrieved = engine.search(text, top_k=max(RECALLS), filters=filters).passages
        yield score(question, reply, retrieved)
