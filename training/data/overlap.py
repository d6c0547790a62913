"""Which passages look most like they answer a question, by the words that they share."""

import math
import re
from collections import Counter
from collections.abc import Sequence

from training.data.perturb import without_accents

_WORD = re.compile(r"\w+")


class Overlap:
    """Okapi BM25 (Robertson and Zaragoza 2009) over the first letters of words, so that
    inflections and, often, cognates of another language meet."""

    def __init__(self, texts: Sequence[str], k1: float = 1.2, b: float = 0.75) -> None:
        counts = [Counter(_terms(text)) for text in texts]
        mean = sum(sum(each.values()) for each in counts) / max(1, len(counts))
        seen = Counter(term for each in counts for term in each)
        self._postings: dict[str, list[tuple[int, float]]] = {}
        for number, each in enumerate(counts):
            norm = k1 * (1 - b + b * sum(each.values()) / mean)
            for term, count in each.items():
                rarity = math.log(1 + (len(counts) - seen[term] + 0.5) / (seen[term] + 0.5))
                weight = rarity * count * (k1 + 1) / (count + norm)
                self._postings.setdefault(term, []).append((number, weight))

    def nearest(self, question: str, count: int) -> list[int]:
        """The ``count`` texts that share most with the question, best first."""
        scores: Counter[int] = Counter()
        for term in set(_terms(question)):
            for number, weight in self._postings.get(term, ()):
                scores[number] += weight  # type: ignore[assignment]
        return [number for number, _ in scores.most_common(count)]


def _terms(text: str) -> list[str]:
    return [word[:5] for word in _WORD.findall(without_accents(text).lower())]
