"""From evidence to a ranking, and to the probability that an answer is right."""

import json
import math
from dataclasses import dataclass
from pathlib import Path

from index.answers.evidence import Evidence
from index.reply import Confidence
from index.shipped import verified


@dataclass(frozen=True, slots=True)
class Weights:
    """What each piece of evidence adds to the log odds."""

    bias: float
    margin: float
    retrieval: float
    sentence: float

    def logit(self, evidence: Evidence) -> float:
        """The log odds that an answer with this evidence is right."""
        return (
            self.bias
            + self.margin * evidence.margin
            + self.retrieval * evidence.retrieval
            + self.sentence * evidence.sentence
        )


@dataclass(frozen=True, slots=True)
class Calibration:
    """Two logistic regressions on held-out questions (Platt 1999).

    ``ranking`` tells the candidates of one question apart and was fitted on all of them;
    ``odds`` tells whether the best one is right, and was fitted on the best of each
    question. ``threshold`` is the probability below which a question is better declined;
    ``medium`` and ``high`` are the least probabilities with these names.
    """

    ranking: Weights
    odds: Weights
    threshold: float
    medium: float
    high: float

    def probability(self, evidence: Evidence) -> float:
        """The probability, 0 to 1, that an answer with this evidence is right."""
        return 1 / (1 + math.exp(-max(min(self.odds.logit(evidence), 50.0), -50.0)))

    def confidence(self, probability: float) -> Confidence:
        """The probability in words."""
        if probability >= self.high:
            return Confidence.HIGH
        return Confidence.MEDIUM if probability >= self.medium else Confidence.LOW

    @classmethod
    def load(cls, path: Path, reader: str, encoder: str) -> "Calibration":
        """The calibration in ``path`` when it was fitted on the outputs of these models.

        Other models get the reader's own odds of the answer against "no answer", which
        is a probability in form only.

        :raises ModelDamaged: when the file is missing or has another checksum.
        """
        stored = json.loads(verified(path).read_text(encoding="utf-8"))
        if stored["models"] != {"reader": reader, "encoder": encoder}:
            plain = Weights(bias=0.0, margin=1.0, retrieval=0.0, sentence=0.0)
            return cls(plain, plain, threshold=0.5, medium=0.5, high=0.8)
        return cls(
            Weights(**stored["ranking"]),
            Weights(**stored["odds"]),
            **{name: stored[name] for name in ("threshold", "medium", "high")},
        )
