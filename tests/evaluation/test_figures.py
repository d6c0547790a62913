"""Measures to the last digit: a wrong one would mislead every decision after it."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from haystack import Document

from index.evaluation.questions import Gold, InvalidQuestions, Question, read_questions
from index.evaluation.report import auroc, figures, report
from index.evaluation.run import evaluate
from index.evaluation.scoring import Scored, score
from index.reply import (
    Citation,
    CitedAnswer,
    Confidence,
    IndexState,
    NoAnswerReason,
    Reply,
    SearchReply,
)

STATE = IndexState(1, 1, 1)


def question(*golds: Gold, lang: str = "fr", kind: str = "who") -> Question:
    return Question("q", "Qui ?", lang, kind, list(golds))


def reply(text: str | None, article: str = "a", probability: float = 0.8) -> Reply:
    citation = Citation(article, "v", None, None, None, None, None, 0, 1, "x", 0, 1, "p")
    answers = (
        ()
        if text is None
        else (CitedAnswer(text, probability, Confidence.HIGH, "fr", (citation,)),)
    )
    return Reply(
        question="Qui ?",
        question_language="fr",
        answered=text is not None,
        answers=answers,
        no_answer_reason=None if answers else NoAnswerReason.LOW_CONFIDENCE,
        passages=(),
        index=STATE,
        timings_ms={},
        debug={"candidates": [{"probability": probability}]},
    )


def passage(start: int, end: int, content: str = "", article: str = "a") -> Document:
    return Document(content=content, meta={"article_id": article, "start": start, "end": end})


@pytest.mark.parametrize(
    ("text", "answers", "exact", "f1"),
    [
        ("Odile Ferrand", ["Odile Ferrand"], 1, 1),
        ("l’ODILE, Ferrand.", ["Odile Ferrand"], 1, 1),
        ("la ministre Odile Ferrand", ["Odile Ferrand"], 0, 0.8),
        ("Ferrand", ["Odile Ferrand", "Ferrand"], 1, 1),
        ("des tilleuls et du lierre", ["les tilleuls et le lierre"], 1, 1),
        ("Choïgou", ["Choigou"], 0, 0),
        ("Paul Vidal", ["Odile Ferrand"], 0, 0),
        ("un deux trois quatre", ["deux"], 0, 0.5),
        (None, ["Odile Ferrand"], 0, 0),
    ],
)
def test_exact_and_f1(text: str | None, answers: list[str], exact: float, f1: float) -> None:
    scored = score(question(Gold("a", answers)), reply(text), [])
    assert (scored.exact, scored.f1) == (exact, pytest.approx(f1))
    assert scored.right == (f1 >= 0.5)


def test_right_needs_the_right_article() -> None:
    gold = [Gold("a.txt", ["Odile"]), Gold("b", ["Odile"])]
    for article, right in [("a", True), ("b", True), ("c", False)]:
        scored = score(question(*gold), reply("Odile", article), [])
        assert (scored.right_article, scored.right, scored.f1) == (right, right, 1.0)


def test_unanswerable() -> None:
    answered, declined = score(question(), reply("x"), []), score(question(), reply(None), [])
    for each in (answered, declined):
        assert (each.exact, each.f1, each.right, each.right_article) == (0, 0, False, False)
        assert (each.gold_rank, each.probability) == (None, 0.8)
    assert answered.answered and not declined.answered


def test_no_candidates() -> None:
    nothing = Reply("?", None, False, (), NoAnswerReason.EMPTY_INDEX, (), STATE, {}, {})
    assert score(question(), nothing, []).probability == 0.0


@pytest.mark.parametrize(
    ("gold", "rank"),
    [
        (Gold("a", ["Odile"], [15]), 3),
        (Gold("a", ["Odile"], [16]), None),
        (Gold("a", ["Odile"], [10]), 3),
        (Gold("a", ["Odile", "Ferrand"], [500, 12]), 3),
        (Gold("a", ["Odile"]), 3),
        (Gold("a.txt", ["absent", "Odile"]), 3),
        (Gold("a", ["odile"]), None),
        (Gold("b", ["Odile"], [0]), 1),
        (Gold("c", ["Odile"]), None),
    ],
)
def test_gold_rank(gold: Gold, rank: int | None) -> None:
    found = [passage(0, 9, "Odile", "b"), passage(0, 10, "rien"), passage(10, 20, "Odile")]
    assert score(question(gold), reply("x"), found).gold_rank == rank


@pytest.mark.parametrize(
    ("positives", "negatives", "expected"),
    [
        ([0.9, 0.8], [0.1], 1),
        ([0.1], [0.9], 0),
        ([0.5], [0.5], 0.5),
        ([0.9, 0.5, 0.2], [0.5, 0.1], (2 + 1.5 + 1) / 6),
        ([], [0.5], None),
        ([0.5], [], None),
    ],
)
def test_auroc(positives: list[float], negatives: list[float], expected: float | None) -> None:
    assert auroc(positives, negatives) == (None if expected is None else pytest.approx(expected))


def scored(**fields: Any) -> Scored:
    plain: dict[str, Any] = {
        "question": question(Gold("a", ["x"])),
        "answered": True,
        "exact": 0.0,
        "f1": 0.0,
        "right_article": False,
        "right": False,
        "probability": 0.5,
        "gold_rank": None,
    }
    return Scored(**plain | fields)


def test_figures() -> None:
    none = question(lang="en", kind="none")
    many = [
        scored(exact=1.0, f1=1.0, right=True, right_article=True, probability=0.9, gold_rank=1),
        scored(f1=0.4, right_article=True, probability=0.6, gold_rank=5),
        scored(answered=False, probability=0.2, gold_rank=6),
        scored(f1=0.6, gold_rank=None, probability=0.4),
        scored(question=none, answered=True, probability=0.6),
        scored(question=none, answered=False, probability=0.1),
    ]
    found = figures(many)
    assert (found.answerable, found.unanswerable) == (4, 2)
    assert (found.right, found.exact, found.right_article, found.answered) == (25, 25, 50, 75)
    assert found.f1 == pytest.approx(50)
    assert found.declined == 50
    assert found.auroc == pytest.approx((2 + 1.5 + 1 + 1) / 8)
    assert found.recall == {1: 25, 5: 50, 10: 75}
    told = report(many)
    assert set(told) == {"all", "language", "kind"}
    assert told["all"]["right"] == 25
    assert told["language"]["en"] | {"recall": None} == {
        "answerable": 0,
        "unanswerable": 2,
        "right": None,
        "exact": None,
        "f1": None,
        "right_article": None,
        "answered": None,
        "declined": 50,
        "auroc": None,
        "recall": None,
    }
    assert told["kind"]["who"]["answerable"] == 4
    json.dumps(told)


def test_figures_of_nothing() -> None:
    found = figures([])
    assert (found.answerable, found.right, found.declined, found.auroc) == (0, None, None, None)


class OneAnswer:
    """An engine that always says the same."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, dict[str, Any]]] = []

    def ask(self, text: str, **more: Any) -> Reply:
        self.asked.append((text, more))
        return reply("Odile")

    def search(self, text: str, **more: Any) -> SearchReply:
        self.asked.append((text, more))
        return SearchReply(text, "fr", (passage(0, 9, "Odile"),), STATE, {})


def test_evaluating_asks_each_question_in_turn() -> None:
    engine: Any = OneAnswer()
    found: Iterator[Scored] = evaluate(engine, [question(Gold("a", ["Odile"])), question()])
    first = next(found)
    assert first.right and first.gold_rank == 1
    assert engine.asked == [("Qui ?", {"debug": True}), ("Qui ?", {"top_k": 10})]
    assert [each.question.gold for each in found] == [[]]


LINE = {"id": "q", "question": "Qui ?", "lang": "fr", "kind": "who"}


def test_questions_are_read(tmp_path: Path) -> None:
    path = tmp_path / "questions.jsonl"
    gold = [
        {"article": "a", "answers": ["x\u2028y", "z"], "starts": [1, 2]},
        {"article": "b", "answers": ["w"]},
    ]
    lines = [
        json.dumps(LINE | {"gold": gold, "more": 1}, ensure_ascii=False),
        "",
        json.dumps(LINE | {"gold": []}),
    ]
    path.write_text("\r\n".join(lines) + "\n", encoding="utf-8")
    first, second = read_questions(path)
    assert first.gold == [Gold("a", ["x\u2028y", "z"], [1, 2]), Gold("b", ["w"], [])]
    assert (second.id, second.question, second.gold) == ("q", "Qui ?", [])


@pytest.mark.parametrize(
    "line",
    [
        "not json",
        "[]",
        "3",
        json.dumps(LINE),
        json.dumps(LINE | {"gold": 3}),
        json.dumps(LINE | {"gold": [{"article": "a"}]}),
        json.dumps({"question": "Qui ?", "gold": []}),
    ],
)
def test_what_is_no_question(tmp_path: Path, line: str) -> None:
    path = tmp_path / "questions.jsonl"
    path.write_text(json.dumps(LINE | {"gold": []}) + "\n" + line)
    with pytest.raises(InvalidQuestions, match=r"questions\.jsonl\b.*\b2\b"):
        read_questions(path)
