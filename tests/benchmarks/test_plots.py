"""The plots of confidence: what goes into them, and that they stay small."""

import json
from pathlib import Path
from typing import Any

import pytest

from benchmarks.plots import MOST_POINTS, NoConfidence, draw, groups, main, thinned


def found(questions: int) -> dict[str, Any]:
    points = [
        {"confidence": 1 - n / questions, "coverage": n / questions, "risk": 0.1}
        for n in range(1, questions + 1)
    ]
    bins = [{"questions": 5, "predicted": 0.1 * n, "observed": 0.2} for n in range(10)]
    return {"questions": questions, "aurc": 0.1, "ece": 0.2, "curve": points, "bins": bins}


@pytest.fixture
def measured(tmp_path: Path) -> Path:
    path = tmp_path / "eval.json"
    language = {"fr": found(5000), "en": found(7), "de": {"questions": 0}}
    path.write_text(json.dumps({"confidence": {"all": found(5007), "language": language}}))
    return path


def test_groups(measured: Path) -> None:
    assert list(groups(measured)) == ["all", "en", "fr"]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{}",
        '{"confidence": {"all": 3}}',
        '{"confidence": {"all": 3, "language": {}}}',
        '{"confidence": {"all": {"questions": 1}, "language": []}}',
    ],
)
def test_what_is_no_evaluation(tmp_path: Path, text: str) -> None:
    path = tmp_path / "eval.json"
    path.write_text(text)
    with pytest.raises(NoConfidence, match=r"eval\.json: has no 'confidence'"):
        groups(path)


def test_what_is_wrong_is_told_without_a_traceback(tmp_path: Path) -> None:
    for arguments, message in [([], "benchmarks.plots"), (["none.json", "b"], "No such file")]:
        with pytest.raises(SystemExit, match=message):
            main([str(tmp_path / each) for each in arguments])


def test_thinning_keeps_the_end() -> None:
    points = found(5000)["curve"]
    kept = thinned(points)
    assert len(kept) <= MOST_POINTS
    assert kept[-1] == points[-1]
    assert kept == sorted(kept, key=lambda point: point["coverage"])
    assert thinned(points[:MOST_POINTS]) == points[:MOST_POINTS]
    assert thinned([]) == []


def test_drawing(measured: Path, tmp_path: Path) -> None:
    pytest.importorskip("matplotlib")
    first, second = (draw(groups(measured), tmp_path / name) for name in "ab")
    assert [path.name for path in first] == ["risk-coverage.svg", "reliability.svg"]
    for one, other in zip(first, second, strict=True):
        text = one.read_text(encoding="utf-8")
        assert text.startswith("<?xml") and "fr: " in text and "n = 5007" in text
        assert len(text) < 60_000
        assert text == other.read_text(encoding="utf-8")
