"""Fit the calibration of the shipped models: ``python -m benchmarks.calibrate``.

    python -m benchmarks.calibrate OUT ARTICLES QUESTIONS [ARTICLES QUESTIONS …]

The features of a question's candidates depend a little on the calibration in use (it
chooses which answers are compared), so run it twice after a change of model. The fusion of
rankings is written as it is in force: name what ``benchmarks.fusion`` found in the settings
(``CITEQA_FUSION_K``, ``CITEQA_BM25_WEIGHT``, ``CITEQA_BM25_WEIGHT_ACROSS_LANGUAGES``).
"""

import hashlib
import json
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.collect import FEATURES, Asked, Chosen, ask_all, chosen
from benchmarks.logistic import Array, fit, predict

FOLDS = 10

#: A choice, not a fit: at 0.35 more than three quarters of the questions without an answer
#: are declined in either development set, at the cost of three in a hundred that would have
#: been answered rightly. Clients that want more answers, or fewer wrong ones, give a
#: threshold of their own.
THRESHOLD = 0.35
MEDIUM, HIGH = 0.6, 0.8


@dataclass(frozen=True, slots=True)
class HeldOut:
    """Of each question: its best candidate's probability, fitted without that question,
    whether that candidate is right, and whether an article answers the question."""

    probability: Array
    right: Array
    answerable: Array

    def utility(self, threshold: float) -> float:
        """The share of questions that are answered rightly or declined rightly."""
        answered = self.probability >= threshold
        return float(np.where(answered, self.right, 1 - self.answerable).mean())

    def curve(self) -> list[dict[str, float]]:
        """Predicted and observed probability in bands of a tenth."""
        bands = np.minimum((self.probability * 10).astype(int), 9)
        return [
            {
                "from": band / 10,
                "questions": int((bands == band).sum()),
                "predicted": round(float(self.probability[bands == band].mean()), 3),
                "observed": round(float(self.right[bands == band].mean()), 3),
            }
            for band in range(10)
            if (bands == band).any()
        ]

    def calibration_error(self) -> float:
        """The expected calibration error over the bands (Guo et al. 2017)."""
        curve = self.curve()
        gaps = [each["questions"] * abs(each["predicted"] - each["observed"]) for each in curve]
        return sum(gaps) / len(self.probability)


@dataclass(frozen=True, slots=True)
class Fitted:
    """The two regressions of ``index.answers.calibration.Calibration``."""

    ranking: tuple[Array, float]
    odds: tuple[Array, float]

    def best(self, asked: Asked) -> int:
        """Which candidate of a question is ranked first."""
        return int(predict(np.array(asked.features), *self.ranking).argmax())

    def probability(self, asked: Asked) -> float:
        """The probability that the candidate ranked first is right."""
        return float(predict(np.array([asked.features[self.best(asked)]]), *self.odds)[0])


def fitted(asked: list[Asked]) -> Fitted:
    """The ranking over every candidate of every question, the odds over the best ones."""
    features = np.array([row for each in asked for row in each.features])
    ranking = fit(features, np.array([label for each in asked for label in each.right], float))
    ranked = Fitted(ranking, ranking)
    bests = [(each, ranked.best(each)) for each in asked if each.features]
    tops = np.array([each.features[best] for each, best in bests])
    return Fitted(ranking, fit(tops, np.array([each.right[best] for each, best in bests], float)))


def held_out(asked: list[Asked]) -> HeldOut:
    """Ten-fold cross-validation, by question."""
    folds = np.random.default_rng(0).permutation(np.arange(len(asked)) % FOLDS)
    probability, right = np.zeros(len(asked)), np.zeros(len(asked))
    for fold in range(FOLDS):
        model = fitted([each for each, of in zip(asked, folds, strict=True) if of != fold])
        for number in np.flatnonzero(folds == fold):
            if asked[number].features:
                probability[number] = model.probability(asked[number])
                right[number] = asked[number].right[model.best(asked[number])]
    answerable = np.array([float(bool(each.question.gold)) for each in asked])
    return HeldOut(probability, right, answerable)


def calibration(asked: list[Asked], settings: Chosen) -> dict[str, Any]:
    """What ``models/calibration.json`` holds."""
    model, tested = fitted(asked), held_out(asked)
    thresholds = np.arange(0.05, 0.6, 0.05)
    return {
        "models": {name: settings.models[name] for name in ("reader", "encoder")},
        "fusion": settings.fusion,
        "ranking": _weights(model.ranking),
        "odds": _weights(model.odds),
        "threshold": THRESHOLD,
        "medium": MEDIUM,
        "high": HIGH,
        "method": (
            "Two logistic regressions, L2 penalty 1: 'ranking' over all candidates of each "
            "question, 'odds' over the best candidate of each. 'held_out' is ten-fold "
            "cross-validation by question; 'right_or_declined' is the share of questions "
            "that are answered rightly or declined rightly at each threshold."
        ),
        "held_out": {
            "questions": len(asked),
            "unanswerable": int((1 - tested.answerable).sum()),
            "right_or_declined": {f"{t:.2f}": round(tested.utility(t), 3) for t in thresholds},
            "calibration_error": round(tested.calibration_error(), 3),
            "curve": tested.curve(),
        },
    }


def _weights(model: tuple[Array, float]) -> dict[str, float]:
    weights, bias = model
    named = {name: float(weight) for name, weight in zip(FEATURES, weights, strict=True)}
    return {name: round(value, 4) for name, value in {"bias": bias, **named}.items()}


def note_checksum(path: Path) -> None:
    """Bring the file's line in ``SHA256SUMS`` beside it up to date, where there is one."""
    sums = path.parent / "SHA256SUMS"
    if sums.is_file():
        lines = sums.read_text(encoding="utf-8").splitlines()
        kept = [line for line in lines if not line.endswith(f" {path.name}")]
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
        sums.write_text("\n".join(sorted([*kept, f"{digest}  {path.name}"], key=_name)) + "\n")


def _name(line: str) -> str:
    return line.rpartition(" ")[2]


def main(arguments: list[str]) -> None:
    """Ask, fit, write."""
    out, *files = map(Path, arguments)
    pairs = zip(files[::2], files[1::2], strict=True)
    asked = [each for articles, questions in pairs for each in ask_all(articles, questions)]
    found = calibration(asked, chosen())
    out.write_text(json.dumps(found, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    note_checksum(out)
    print(json.dumps({**found, "held_out": found["held_out"]["right_or_declined"]}, indent=2))


if __name__ == "__main__":
    main(sys.argv[1:])
