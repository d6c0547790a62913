"""`citeqa eval`."""

import json
from pathlib import Path
from typing import Any

import pytest

from index.evaluation.scoring import article_id
from service.cli.figures import figures_table
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


def test_table(run: Run, shared_data: Path, questions: Path) -> None:
    result = run("eval", questions, "--data-dir", shared_data)
    header, *rows = result.stdout.splitlines()
    assert header.split() == "n exact F1 right article R@1 R@5 R@10 declined AUROC".split()
    names = ["all", "en", "fr", "how many", "unanswerable", "where"]
    assert [row[: len(name)] for row, name in zip(rows, names, strict=True)] == names
    assert "1+0 100.0 100.0 100.0   100.0" in rows[-1]


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
