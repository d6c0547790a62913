"""What a corpus is drawn from: real passages and questions, and their vectors."""

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

WORDS, _VECTORS = "seed.json", "seed.npz"


@dataclass(frozen=True, slots=True)
class Seed:
    """``texts`` with their ``languages`` (ISO 639-1), ``questions`` with theirs; unit
    ``vectors`` [texts, dimension] and ``question_vectors`` [questions, dimension]."""

    texts: list[str]
    languages: list[str]
    vectors: NDArray[np.float32]
    questions: list[str]
    question_languages: list[str]
    question_vectors: NDArray[np.float32]

    def write(self, folder: Path) -> None:
        """For ``read_seed``; the texts last, so that what is cut short is made again."""
        np.savez(folder / _VECTORS, vectors=self.vectors, questions=self.question_vectors)
        words = [self.texts, self.languages, self.questions, self.question_languages]
        (folder / WORDS).write_text(json.dumps(words, ensure_ascii=False), encoding="utf-8")


def read_seed(folder: Path) -> Seed:
    """The seed in ``folder``."""
    words = json.loads((folder / WORDS).read_text(encoding="utf-8"))
    with np.load(folder / _VECTORS) as arrays:
        vectors, question_vectors = arrays["vectors"], arrays["questions"]
    texts, languages, asked, spoken = words
    return Seed(texts, languages, vectors, asked, spoken, question_vectors)
