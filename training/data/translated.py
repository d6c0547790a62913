"""Questions in one language over the same paragraphs in another."""

from collections.abc import Iterator
from pathlib import Path

from training.data.example import Example
from training.data.squad import examples, read_paragraphs


def crossed(questions: Path, paragraphs: Path, skipped: frozenset[str]) -> Iterator[Example]:
    """The examples of ``paragraphs`` asked with the questions that have the same ids in
    ``questions``, a translation; those without a translation are left out."""
    asked = {q["id"]: q["question"] for each in read_paragraphs(questions) for q in each.questions}
    name = f"{questions.name}>{paragraphs.name}"
    for each in examples(read_paragraphs(paragraphs), name, skipped):
        translation = asked.get(each.group.rpartition(":")[2])
        if translation:
            yield each.asking(translation.strip())
