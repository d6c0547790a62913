"""Questions in SQuAD's format (Rajpurkar et al. 2016 and 2018), plain or gzipped."""

import json
import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from index.evaluation.contents import contents
from index.span import Span
from training.data.example import Answer, Example

#: PIAF's questions about these many titles are for measuring.
HELD_OUT_TITLES = 60


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph and what is asked of it."""

    title: str
    context: str
    questions: list[dict[str, Any]]

    @property
    def subject(self) -> str:
        """The title as it is read: "Union_européenne" has no underscore."""
        return " ".join(self.title.replace("_", " ").split())


def read_paragraphs(path: Path) -> list[Paragraph]:
    """Every paragraph of the file, in order.

    :raises UnreadableText: when it is not UTF-8, or is packed and damaged.
    """
    data = json.loads(contents(path))["data"]
    return [
        Paragraph(article.get("title", ""), paragraph["context"], paragraph["qas"])
        for article in data
        for paragraph in article["paragraphs"]
    ]


def held_out_titles(titles: Iterable[str]) -> frozenset[str]:
    """The titles that are for measuring: a fixed choice among the distinct ones."""
    distinct = sorted(set(titles))
    random.Random(1).shuffle(distinct)
    return frozenset(distinct[:HELD_OUT_TITLES])


def question_ids(path: Path) -> frozenset[str]:
    """The ids of the questions of a file."""
    return frozenset(q["id"] for each in read_paragraphs(path) for q in each.questions)


def examples(
    paragraphs: list[Paragraph], name: str, skipped: frozenset[str] = frozenset()
) -> Iterator[Example]:
    """The paragraphs' questions, those with a ``skipped`` id left out, as are those whose
    answers are not where the file says."""
    for number, paragraph in enumerate(paragraphs):
        for question in paragraph.questions:
            answers = _answers(paragraph.context, question)
            if question["id"] in skipped or (not answers and question["answers"]):
                continue
            yield Example(
                question["question"].strip(),
                paragraph.context,
                answers,
                f"{name}:{question['id']}",
                f"{name}:{number}",
                paragraph.subject,
            )


def _answers(context: str, question: dict[str, Any]) -> tuple[Answer, ...]:
    if question.get("is_impossible"):
        return ()
    spans = (
        Span(answer["answer_start"], answer["answer_start"] + len(answer["text"]))
        for answer in question["answers"]
    )
    true = [
        span
        for span, answer in zip(spans, question["answers"], strict=True)
        if span.within(context) == answer["text"] and answer["text"]
    ]
    return tuple((span,) for span in dict.fromkeys(true))
