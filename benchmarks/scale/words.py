"""Questions by the words that they are made of: it is common ones that take time."""

import random
from collections import Counter

from benchmarks.scale.seed import Seed
from index.text.terms import has_content

#: Nothing but stop words: all of them are looked up then.
_STOP_WORDS = (
    "Qui est-ce ?",
    "Où est-il ?",
    "Pourquoi ?",
    "Qu’est-ce que c’est ?",
    "Quand est-ce que c’était ?",
    "De qui et de quoi ?",
)

_COMMONEST, _TOGETHER, _QUESTIONS = 60, 3, 60


def question_sets(seed: Seed, most: int) -> dict[str, list[str]]:
    """Real questions; words that many passages have; nothing but stop words."""
    return {
        "real questions": seed.questions[:most],
        "common words": _common(seed),
        "stop words alone": [*_STOP_WORDS],
    }


def _common(seed: Seed) -> list[str]:
    """Three at a time of the words that most French passages have, stop words left out."""
    pairs = zip(seed.texts, seed.languages, strict=True)
    counts = Counter(
        word for text, language in pairs if language == "fr" for word in set(text.split())
    )
    words = [word for word, _ in counts.most_common() if word.isalpha() and has_content(word)]
    chosen = random.Random(5)
    return [
        " ".join(chosen.sample(words[:_COMMONEST], min(_TOGETHER, len(words))))
        for _ in range(_QUESTIONS)
    ]
