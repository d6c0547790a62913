"""Intervals: against theory where there is one, and where there can be none."""

import numpy as np
import pytest

from index.evaluation.bootstrap import Bootstrap


def test_a_share_has_the_interval_of_the_binomial() -> None:
    """400 questions by themselves, half right: 50 ± 1.96 * 2.5, within resampling noise."""
    bootstrap = Bootstrap(range(400))
    interval = bootstrap.percent([1.0, 0.0] * 200, [True] * 400)
    assert interval == pytest.approx((45.1, 54.9), abs=0.5)


def test_questions_of_one_article_go_together() -> None:
    """Ten articles that are all right or all wrong say as little as ten questions."""
    values = [float(number // 40 % 2) for number in range(400)]
    interval = Bootstrap([number // 40 for number in range(400)]).percent(values, [True] * 400)
    alone = Bootstrap(range(10)).percent([0.0, 1.0] * 5, [True] * 10)
    assert interval == alone == pytest.approx((20, 80), abs=1e-9)


def test_only_what_counts_is_counted() -> None:
    counted = [True, True, False, False]
    found = Bootstrap("abcd").percent([1.0, 1.0, 0.0, 0.0], counted)
    assert found == (100, 100)


def test_the_same_each_time() -> None:
    values = np.random.default_rng(5).random(50).tolist()
    first, second = (Bootstrap(range(50)).percent(values, [True] * 50) for _ in range(2))
    assert first == second


def test_no_interval_without_two_clusters() -> None:
    assert Bootstrap("aa").percent([1.0, 0.0], [True, True]) is None
    assert Bootstrap("ab").percent([1.0, 0.0], [True, False]) is None
    assert Bootstrap("ab").percent([1.0, 0.0], [False, False]) is None
    assert Bootstrap("").percent([], []) is None
    assert Bootstrap("").auroc([], []) is None
    assert Bootstrap("aa").auroc([0.1, 0.2], [True, False]) is None


def test_auroc() -> None:
    assert Bootstrap("abcd").auroc([0.9, 0.8, 0.2, 0.1], [True, True, False, False]) == (1, 1)
    low, high = Bootstrap(range(4)).auroc([0.9, 0.3, 0.5, 0.1], [True, True, False, False]) or (
        1,
        0,
    )
    assert 0 <= low < 0.75 < high == 1
    assert Bootstrap("ab").auroc([0.9, 0.8], [True, True]) is None
