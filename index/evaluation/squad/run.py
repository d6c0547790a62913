"""The reader alone: every question asked of the paragraph that it was written for."""

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from haystack import Document

from index.answers.evidence import margin
from index.evaluation.squad.question import SquadQuestion
from index.finding import Reader


@dataclass(frozen=True, slots=True)
class Prediction:
    """The reader's best span, whatever it thinks of "no answer"; ``""`` if it has none.

    ``null_score`` is the score of "no answer" less the span's, in logits: what BERT's
    script for SQuAD 2.0 compares with its ``null_score_diff_threshold`` (Devlin et al.
    2019, section 4.3), taken within the span's own window. Infinite where there is no span.
    """

    question: SquadQuestion
    text: str
    null_score: float


def read_squad(reader: Reader, questions: Iterable[SquadQuestion]) -> Iterator[Prediction]:
    """Each question read, in order: the paragraph is one passage, in the reader's windows."""
    for question in questions:
        documents = [Document(content=question.context)]
        answers = reader.run(query=question.question, documents=documents)["answers"]
        found = [answer for answer in answers if answer.data]
        if found:
            yield Prediction(question, found[0].data, -margin(found[0]))
        else:
            yield Prediction(question, "", math.inf)
