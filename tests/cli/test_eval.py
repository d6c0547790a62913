"""`citeqa eval`."""

import json
from pathlib import Path
from typing import Any

import pytest

from index.evaluation.scoring import article_id
from service.cli.confidence_table import confidence_table
from service.cli.figures import figures_table
from service.cli.interval_table import interval_table
from tests.cli.conftest import Run

QUESTIONS: list[dict[str, Any]] = [
    {
        "id": "1",
        "question": "Where will the special meeting on piracy be held?",
        "lang": "en",
        "kind": "where",
        "gold": [{"article": "sommet-lome.txt", "answers": ["Cotonou", "à Cotonou"]}],
    },
    {
        "id": "2",
        "question": "What is the capital of Australia?",
        "lang": "en",
        "kind": "unanswerable",
        "gold": [],
    },
    {
        "id": "3",
        "question": "Combien de bornes suivront les esturgeons ?",
        "lang": "fr",
        "kind": "how many",
        "gold": [{"article": "esturgeons-dordogne.md", "answers": ["Quatorze"]}],
    },
]


@pytest.fixture
def questions(tmp_path: Path) -> Path:
    file = tmp_path / "questions.jsonl"
    lines = (json.dumps(each, ensure_ascii=False) for each in QUESTIONS)
    file.write_text("\n".join(lines), encoding="utf-8")
    return file


def test_json(run: Run, shared_data: Path, questions: Path) -> None:
    result = run("eval", questions, "--json", "--data-dir", shared_data)
    assert (result.exit_code, result.stderr) == (0, "")
    measured = json.loads(result.stdout)
    assert set(measured["language"]) == {"en", "fr"}
    assert set(measured["kind"]) == {"where", "unanswerable", "how many"}
    figures = measured["kind"]["where"]
    assert (figures["right"], figures["exact"], figures["recall"]["10"]) == (100, 100, 100)
    assert (measured["all"]["answerable"], measured["all"]["unanswerable"]) == (2, 1)
    assert measured["kind"]["unanswerable"]["declined"] == 100
    assert measured["kind"]["where"]["f1_official"] == 100
    confidence = measured["confidence"]["all"]
    assert (confidence["questions"], confidence["curve"][-1]["coverage"]) == (3, 1)
    assert sum(each["questions"] for each in confidence["bins"]) == 3
    assert measured["intervals"]["all"]["recall"]["10"] == [100, 100]


def test_tables(run: Run, shared_data: Path, questions: Path) -> None:
    result = run("eval", questions, "--data-dir", shared_data)
    first, second, third = result.stdout.strip().split("\n\n")
    header, *rows = first.splitlines()
    assert header.split() == "n exact F1 right article R@1 R@5 R@10 declined AUROC".split()
    names = ["all", "en", "fr", "how many", "unanswerable", "where"]
    assert [row[: len(name)] for row, name in zip(rows, names, strict=True)] == names
    assert "1+0 100.0 100.0 100.0   100.0" in rows[-1]
    title, columns, *rows = second.splitlines()
    assert title == "With 95% intervals (1,000 resamples of whole articles)"
    assert columns.split() == ["all", "en", "fr"]
    measured = {row[:31].strip(): row[31:].split("  ") for row in rows}
    assert measured["F1, official"][0] == "100.0 [100.0, 100.0] 100.0"
    assert "who-list F1 over span sets" not in measured
    title, columns, *rows = third.splitlines()
    assert columns.split()[-3:] == ["ECE", "cov@90", "cov@95"]
    assert [row.split()[:2] for row in rows] == [["all", "3"], ["en", "2"], ["fr", "1"]]


def test_limit(run: Run, shared_data: Path, questions: Path) -> None:
    result = run("eval", questions, "--limit", "1", "--json", "--data-dir", shared_data)
    assert list(json.loads(result.stdout)["kind"]) == ["where"]


def test_a_table_in_80_columns_has_its_numbers_whole() -> None:
    from rich.console import Console

    recall = dict.fromkeys((1, 5, 10), 100.0)
    names = ("right", "exact", "f1", "right_article", "answered", "declined")
    figures = dict.fromkeys(names, 100.0) | {"auroc": 0.9876, "recall": recall}
    figures |= {"answerable": 1200, "unanswerable": 300}
    table = figures_table({"all": figures, "language": {}, "kind": {"a very long kind": figures}})
    console = Console(width=80)
    with console.capture() as captured:
        console.print(table)
    row = captured.get().splitlines()[1]
    assert row.split() == ["all", "1200+300", *["100.0"] * 8, "0.988"]
    assert len(row) <= 80


def test_the_other_tables_in_80_columns_have_their_numbers_whole() -> None:
    from rich.console import Console

    ends = [100.0, 100.0]
    names = ("right", "exact", "f1", "exact_official", "f1_official", "set_f1")
    names += ("set_f1_official", "right_article", "declined", "auroc")
    figures = dict.fromkeys(names, 100.0) | {"auroc": 0.9876, "recall": {1: 100.0}}
    interval = dict.fromkeys(names, ends) | {"auroc": [0.9, 1.0], "recall": {1: ends}}
    sure = dict.fromkeys(("right", "aurc", "auroc", "ece", "coverage_90", "coverage_95"), 1.0)
    sure |= {"auroc_interval": [0.5, 1.0], "questions": 1500}
    both = {"en": figures, "fr": figures}, {"en": interval, "fr": interval}, {"a kind": sure}
    report = {
        "all": figures,
        "language": both[0],
        "intervals": {"all": interval, "language": both[1]},
        "confidence": {"all": sure, "language": both[2]},
    }
    console = Console(width=80)
    with console.capture() as captured:
        console.print(interval_table(report))
        console.print(confidence_table(report))
    text = captured.get()
    assert text.count("100.0 [100.0, 100.0]") == 3 * 10
    assert text.count("0.988 [0.900, 1.000]") == 3
    assert "1500 100.0 1.000 1.000 [0.500, 1.000] 1.000  100.0  100.0" in text
    assert max(map(len, text.splitlines())) <= 80
    assert "…" not in text


def test_gold_articles_that_are_not_indexed_are_counted(
    run: Run, shared_data: Path, tmp_path: Path
) -> None:
    file = tmp_path / "q.jsonl"
    gold = [{"article": "nowhere.html", "answers": ["x"]}]
    file.write_text(json.dumps(QUESTIONS[0] | {"gold": gold}), encoding="utf-8")
    result = run("eval", file, "--json", "--data-dir", shared_data)
    assert result.exit_code == 0
    message = "Warning: 1 of 1 gold articles are not in the index, such as 'nowhere'.\n"
    assert result.stderr == message


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("{", ":2: "),
        ("[]", ":2: is not a JSON object"),
        ('{"id": "1", "question": "?", "lang": "fr", "kind": "a"}', ":2: gold is missing"),
        (json.dumps(QUESTIONS[0] | {"gold": "x"}), ":2: gold must be a list"),
        (json.dumps(QUESTIONS[0] | {"question": 3}), ":2: question must be text"),
        (
            json.dumps(QUESTIONS[0] | {"gold": [{"article": "a", "answers": []}]}),
            ":2: answers is empty",
        ),
    ],
)
def test_a_broken_line_is_named(run: Run, tmp_path: Path, line: str, reason: str) -> None:
    file = tmp_path / "q.jsonl"
    file.write_text(f"{json.dumps(QUESTIONS[0])}\n{line}\n", encoding="utf-8")
    result = run("eval", file, "--data-dir", tmp_path / "data")
    assert result.exit_code == 2
    assert f"{file}{reason}" in result.stderr


def test_a_file_without_questions(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "q.jsonl"
    file.write_text("\n", encoding="utf-8")
    assert "has no questions" in run("eval", file).stderr


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("a.txt", "a"),
        ("sub/b.HTML", "sub/b"),
        ("c.jsonl", "c"),
        ("v1.2", "v1.2"),
        ("d.e.md", "d.e"),
        ("plain", "plain"),
    ],
)
def test_articles_are_named_by_id_or_file(name: str, expected: str) -> None:
    assert article_id(name) == expected
