"""Asking every question of a file."""

from collections.abc import Iterable, Iterator

from index.engine import Engine
from index.evaluation.measure import RECALLS
from index.evaluation.questions import Question
from index.evaluation.scoring import Scored, score


def evaluate(engine: Engine, questions: Iterable[Question]) -> Iterator[Scored]:
    """Each question asked and scored, in order."""
    for question in questions:
        reply = engine.ask(question.question, debug=True)
        retrieved = engine.search(question.question, top_k=max(RECALLS)).passages
        yield score(question, reply, retrieved)
