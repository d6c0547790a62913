"""`citeqa eval` on files in SQuAD's format: the reader alone, on the paragraph given."""

import json
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from service.cli.squad_table import squad_table
from tests.cli.conftest import Run

NAMES = ("exact", "f1")
CONTEXT = "Le pont de Brisemont a été inauguré mardi par la ministre Odile Ferrand."


def asked(number: int, question: str, *answers: str) -> dict[str, Any]:
    known = [{"text": each, "answer_start": CONTEXT.index(each)} for each in answers]
    return {"id": str(number), "question": question, "answers": known}


@pytest.fixture
def squad(tmp_path: Path) -> Path:
    # Whichever of these a reader prefers, it is right.
    names = ["la ministre Odile Ferrand", "ministre Odile Ferrand", "Odile Ferrand"]
    qas = [
        asked(1, "Qui a inauguré le pont de Brisemont ?", *names),
        asked(2, "Quel jour le pont de Brisemont a-t-il été inauguré ?", "mardi"),
        asked(3, "Combien a coûté le stade de Lima ?") | {"is_impossible": True},
    ]
    file = tmp_path / "squad.json"
    data = [{"title": "t", "paragraphs": [{"context": CONTEXT, "qas": qas}]}]
    file.write_text(json.dumps({"version": "v2.0", "data": data}), encoding="utf-8")
    return file


def test_json(run: Run, squad: Path, tmp_path: Path) -> None:
    result = run("eval", squad, "--json", "--data-dir", tmp_path / "none")
    assert (result.exit_code, result.stderr) == (0, "")
    found = json.loads(result.stdout)
    assert (found["questions"], found["unanswerable"], found["null_threshold"]) == (3, 1, 0)
    assert found["reader"].startswith("onnx:")
    for name in ("official", "french"):
        assert (found[name]["HasAns_exact"], found[name]["NoAns_exact"]) == (100, 100)
        assert found["intervals"][name]["f1"] is None
    # The reader needs no index, and makes none.
    assert not (tmp_path / "none").exists()


def test_the_threshold(run: Run, squad: Path) -> None:
    never, always = (
        json.loads(run("eval", squad, "--json", "--null-threshold", at).stdout)
        for at in ("1000", "-1000")
    )
    assert (never["abstained"], never["official"]["NoAns_exact"]) == (0, 0)
    assert (always["abstained"], always["official"]["NoAns_exact"]) == (3, 100)
    assert never["official"]["best_f1"] == always["official"]["best_f1"]
    result = run("eval", squad, "--null-threshold", "nan")
    assert (result.exit_code, "must be a number" in result.stderr) == (2, True)


def test_table(run: Run, squad: Path) -> None:
    title, header, *rows = run("eval", squad).stdout.splitlines()
    assert title.startswith("3 questions with their paragraphs, 1 unanswerable; onnx:")
    assert header.split() == "all, 95% interval HasAns NoAns always best".split()
    for row, name in zip(rows, ("exact, official", "F1, official", "exact", "F1"), strict=True):
        assert row.startswith(name)
        assert "French articles dropped" in row or "official" in row
        assert row.replace("dropped", "").split()[-7:-2] == ["100.0"] * 3 + ["66.7", "100.0"]


def test_limit(run: Run, squad: Path) -> None:
    result = run("eval", squad, "--limit", "2")
    assert result.stdout.startswith("2 questions with their paragraphs, 0 unanswerable")
    assert "best" not in result.stdout
    assert run("eval", squad, "--limit", "0").exit_code == 2


def test_what_is_wrong_is_named(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "squad.json"
    file.write_text('{"data": [{"paragraphs": [{"context": "x", "qas": [{"id": "1"}]}]}]}')
    result = run("eval", file)
    message = f"Error: {file}: data[0].paragraphs[0].qas[0].answers is missing\n"
    assert (result.exit_code, result.stderr) == (2, message)


def test_a_table_in_80_columns_has_its_numbers_whole() -> None:
    figures = {f"{of}{name}": 100.0 for of in ("", "HasAns_", "NoAns_", "best_") for name in NAMES}
    figures |= {"always_exact": 100.0, "always_f1": 100.0}
    report = {
        "reader": "onnx:0123456789ab",
        "questions": 10_000,
        "unanswerable": 5_000,
        "abstained": 10_000,
        "null_threshold": -1.5,
        "official": figures | {"best_exact_thresh": None, "best_f1_thresh": -10.123},
        "french": figures
        | {"best_exact_thresh": 1.7976931348623157e308, "best_f1_thresh": -10.123},
        "intervals": dict.fromkeys(("official", "french"), dict.fromkeys(NAMES, (100.0, 100.0))),
    }
    console = Console(width=80)
    with console.capture() as captured:
        console.print(squad_table(report))
    text = captured.get()
    whole = "100.0 [100.0, 100.0] 100.0  100.0 100.0  100.0 "
    assert text.count(whole + "never answering") == 1
    # A threshold that a reader without a span leaves is the largest number of all.
    assert text.count(whole + "at 1.798e+308") == 1
    assert text.count(whole + "at -10.12") == 2
    assert max(map(len, text.splitlines())) <= 80
