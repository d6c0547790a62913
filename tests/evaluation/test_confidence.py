"""Risk, coverage and calibration on cases that can be counted by hand."""

import numpy as np
import pytest

from index.evaluation.auroc import weighted_auroc
from index.evaluation.reliability import Bin, calibration_error, reliability
from index.evaluation.risk_coverage import aurc, coverage_at, curve

SURE = [0.9, 0.8, 0.6, 0.3]
RIGHT = [True, True, False, True]
#: The same with the middle two tied, and in another order.
TIED = [0.7, 0.3, 0.9, 0.7]
TIED_RIGHT = [False, True, True, True]


def test_the_curve_has_a_point_for_each_threshold() -> None:
    assert curve(SURE, RIGHT) == [
        (0.9, 0.25, 0),
        (0.8, 0.5, 0),
        (0.6, 0.75, pytest.approx(1 / 3)),
        (0.3, 1, 0.25),
    ]
    assert curve(TIED, TIED_RIGHT) == [
        (0.9, 0.25, 0),
        (0.7, 0.75, pytest.approx(1 / 3)),
        (0.3, 1, 0.25),
    ]
    assert curve([], []) == []


def test_aurc_is_the_mean_risk() -> None:
    assert aurc(SURE, RIGHT) == pytest.approx((0 + 0 + 1 / 3 + 1 / 4) / 4)
    # Half an error is expected after the first of the two that are tied.
    assert aurc(TIED, TIED_RIGHT) == pytest.approx((0 + 0.5 / 2 + 1 / 3 + 1 / 4) / 4)
    assert aurc([0.5] * 4, RIGHT) == pytest.approx(0.25)
    assert (aurc([0.1], [True]), aurc([0.1], [False]), aurc([], [])) == (0, 1, None)


def test_coverage_at_a_precision() -> None:
    assert coverage_at(0.9, SURE, RIGHT) == 0.5
    assert coverage_at(0.75, SURE, RIGHT) == 1
    # A threshold takes both of the tied ones or neither.
    assert coverage_at(0.9, TIED, TIED_RIGHT) == 0.25
    assert coverage_at(0.9, [0.9, 0.1], [False, True]) == 0
    assert coverage_at(0.9, [n / 10 for n in range(10, 0, -1)], [True] * 9 + [False]) == 1
    assert coverage_at(0.95, [n / 10 for n in range(10, 0, -1)], [True] * 9 + [False]) == 0.9
    assert coverage_at(0.9, [], []) is None


def test_bins_of_equal_mass() -> None:
    sure = [n / 100 for n in range(1, 13)]
    bins = reliability(sure, [False] * 6 + [True] * 6)
    assert [each.questions for each in bins] == [2, 2, *[1] * 8]
    assert bins[0] == Bin(2, pytest.approx(0.015), 0)
    assert bins[-1] == Bin(1, pytest.approx(0.12), 1)
    expected = (2 * 0.015 + 2 * 0.035 + 0.05 + 0.06 + sum(1 - n / 100 for n in range(7, 13))) / 12
    assert calibration_error(bins) == pytest.approx(expected)


def test_few_questions_have_a_bin_each() -> None:
    bins = reliability([0.9, 0.2], [True, False])
    assert bins == [(1, 0.2, 0), (1, 0.9, 1)]
    assert calibration_error(bins) == pytest.approx((0.2 + 0.1) / 2)
    assert (reliability([], []), calibration_error([])) == ([], None)


def test_the_order_of_equal_confidences_does_not_matter() -> None:
    sure = [0.5] * 12
    for right in ([True] * 6 + [False] * 6, [True, False] * 6):
        bins = reliability(sure, right)
        assert {(each.predicted, each.observed) for each in bins} == {(0.5, 0.5)}
        assert calibration_error(bins) == 0


def test_auroc_with_weights_is_auroc_with_repeats() -> None:
    scores, positive = np.array([0.9, 0.5, 0.5, 0.1]), np.array([True, False, True, False])
    weights = np.array([[1, 1, 1, 1], [1, 2, 0, 0], [0, 3, 1, 0], [0, 1, 0, 1]], dtype=float)
    found = weighted_auroc(scores, positive, weights)
    assert found[:3] == pytest.approx([3.5 / 4, 1, 0.5])
    assert np.isnan(found[3])
