"""The regression behind the calibration, against its own optimum and known curves."""

import numpy as np
import pytest

from benchmarks.calibrate import HeldOut, calibration, fitted, held_out
from benchmarks.collect import FEATURES, Asked, Chosen
from benchmarks.logistic import fit, predict
from index.evaluation.questions import Gold, Question
from index.evaluation.scoring import is_right


def sample(size: int = 4000) -> tuple[np.ndarray, np.ndarray]:
    random = np.random.default_rng(1)
    features = random.normal([3.0, 0.5, -0.02], [2.0, 0.1, 0.01], size=(size, 3))
    odds = features @ np.array([0.5, 3.0, 40.0]) - 2.0
    return features, (random.random(size) < 1 / (1 + np.exp(-odds))).astype(float)


def test_known_weights_are_found() -> None:
    features, labels = sample(40_000)
    weights, bias = fit(features, labels)
    assert weights == pytest.approx([0.5, 3.0, 40.0], rel=0.15)
    assert bias == pytest.approx(-2.0, abs=0.25)
    assert predict(features, weights, bias).mean() == pytest.approx(labels.mean(), abs=1e-6)


def test_the_optimum_has_no_slope() -> None:
    """On standardised features the likelihood's gradient is the penalty's."""
    features, labels = sample(500)
    weights, bias = fit(features, labels, ridge=2.0)
    scale = features.std(axis=0)
    standard = (features - features.mean(axis=0)) / scale
    slope = standard.T @ (labels - predict(features, weights, bias)) - 2.0 * weights * scale
    assert np.abs(slope).max() < 1e-6


def test_separable_and_constant_features_stay_finite() -> None:
    features = np.array([[0.0, 7.0], [1.0, 7.0], [2.0, 7.0], [3.0, 7.0]])
    weights, bias = fit(features, np.array([0.0, 0.0, 1.0, 1.0]))
    assert np.isfinite(weights).all() and np.isfinite(bias)
    assert weights[0] > 0 and weights[1] == 0
    likely = predict(features, weights, bias)
    assert (likely[:2] < 0.5).all() and (likely[2:] > 0.5).all()


def test_predict() -> None:
    found = predict(np.array([[1.0], [-1.0], [1e9]]), np.array([2.0]), -1.0)
    assert found == pytest.approx([1 / (1 + np.exp(-1)), 1 / (1 + np.exp(3)), 1.0])


TESTED = HeldOut(
    probability=np.array([0.05, 0.25, 0.28, 0.95, 1.0]),
    right=np.array([0.0, 1.0, 0.0, 1.0, 0.0]),
    answerable=np.array([0.0, 1.0, 1.0, 1.0, 0.0]),
)


def test_utility() -> None:
    """Right answers and right refusals, of all questions."""
    assert TESTED.utility(0.0) == pytest.approx(2 / 5)
    assert TESTED.utility(0.25) == pytest.approx(3 / 5)
    assert TESTED.utility(0.5) == pytest.approx(2 / 5)
    assert TESTED.utility(1.1) == pytest.approx(2 / 5)


def test_curve_and_calibration_error() -> None:
    assert TESTED.curve() == [
        {"from": 0.0, "questions": 1, "predicted": 0.05, "observed": 0.0},
        {"from": 0.2, "questions": 2, "predicted": 0.265, "observed": 0.5},
        {"from": 0.9, "questions": 2, "predicted": 0.975, "observed": 0.5},
    ]
    assert TESTED.calibration_error() == pytest.approx((0.05 + 2 * 0.235 + 2 * 0.475) / 5)


def asked(count: int = 60) -> list[Asked]:
    """Questions whose right candidate has the larger margin; every fourth has no answer."""
    random = np.random.default_rng(2)
    found = []
    for number in range(count):
        gold = [] if number % 4 == 0 else [Gold("a", ["x"])]
        high, low = random.normal(4.0 if gold else 1.0, 1.0), random.normal(0.0, 1.0)
        question = Question(str(number), "?", "fr", "who", gold)
        features = [[low, 0.5, -0.01], [high, 0.6, 0.0]]
        found.append(Asked(question, features, [False, bool(gold)]))
    return [*found, Asked(Question("none", "?", "fr", "none", []), [], [])]


def test_the_best_candidate_is_found_and_weighed() -> None:
    questions = asked()
    model = fitted(questions)
    best = [model.best(each) for each in questions if each.features]
    assert np.mean(best) > 0.9
    with_answer = [model.probability(e) for e in questions if e.question.gold]
    without = [model.probability(e) for e in questions if e.features and not e.question.gold]
    assert np.mean(with_answer) > 0.8
    assert np.mean(without) < 0.5


def test_held_out_and_what_is_written() -> None:
    questions = asked()
    tested = held_out(questions)
    assert tested.probability[-1] == tested.right[-1] == tested.answerable[-1] == 0
    assert tested.calibration_error() < 0.25
    assert tested.probability.tolist() == held_out(questions).probability.tolist()
    settings = Chosen({"reader": "r", "encoder": "e", "other": "x"}, {"k": 7})
    written = calibration(questions, settings)
    assert written["models"] == {"reader": "r", "encoder": "e"}
    assert written["fusion"] == {"k": 7}
    assert set(written["ranking"]) == set(written["odds"]) == {"bias", *FEATURES}
    assert written["held_out"]["questions"] == 61
    assert written["held_out"]["unanswerable"] == 16


@pytest.mark.parametrize(
    ("text", "article", "right"),
    [
        ("la ministre Odile Ferrand", "a", True),
        ("Odile", "a", True),
        ("Paul Vidal", "a", False),
        ("Odile Ferrand", "b", False),
    ],
)
def test_is_right(text: str, article: str, right: bool) -> None:
    question = Question("q", "?", "fr", "who", [Gold("a.txt", ["Odile Ferrand"])])
    assert is_right(question, text, article) is right
    assert not is_right(Question("q", "?", "fr", "none", []), text, article)
