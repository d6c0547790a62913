"""Measures to the last digit: a wrong one would mislead every decision after it."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from haystack import Document

from index.evaluation.auroc import auroc
from index.evaluation.errors import InvalidQuestions
from index.evaluation.questions import Gold, Question, read_questions
from index.evaluation.report import figures, report
from index.evaluation.run import evaluate
from index.evaluation.scoring import Match, Scored, score
from index.evaluation.span_set import SpanSet
from index.reply import (
    Citation,
    CitedAnswer,
    Confidence,
    IndexState,
    NoAnswerReason,
    Part,
    Reply,
    SearchReply,
)

STATE = IndexState(1, 1, 1)


def question(*golds: Gold, lang: str = "fr", kind: str = "who") -> Question:
    return Question("q", "Qui ?", lang, kind, list(golds))


def candidate(text: str, article: str, probability: float) -> dict[str, Any]:
    return {"probability": probability, "text": text, "found": [{"article_id": article}]}


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
        debug={"candidates": [candidate(text or "?", article, probability)]},
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
    assert (scored.french.exact, scored.french.f1) == (exact, pytest.approx(f1))
    assert scored.right == (f1 >= 0.5)


def test_right_needs_the_right_article() -> None:
    gold = [Gold("a.txt", ["Odile"]), Gold("b", ["Odile"])]
    for article, right in [("a", True), ("b", True), ("c", False)]:
        scored = score(question(*gold), reply("Odile", article), [])
        assert (scored.right_article, scored.right, scored.french.f1) == (right, right, 1.0)


def test_a_curated_answer_without_an_article_is_not_from_the_right_one() -> None:
    given = reply("Odile")
    bare = replace(given, answers=(replace(given.answers[0], citations=()),), debug={})

    scored = score(question(Gold("a", ["Odile"])), bare, [])

    assert (scored.answered, scored.french.f1) == (True, 1.0)
    assert (scored.right_article, scored.right, scored.candidate_right) == (False, False, False)


def test_unanswerable() -> None:
    answered, declined = score(question(), reply("x"), []), score(question(), reply(None), [])
    for each in (answered, declined):
        assert each.french == each.official == Match(0, 0, 0)
        assert (each.right, each.right_article, each.candidate_right) == (False, False, False)
        assert (each.gold_rank, each.probability) == (None, 0.8)
    assert answered.answered and not declined.answered


def test_no_candidates() -> None:
    nothing = Reply("?", None, False, (), NoAnswerReason.EMPTY_INDEX, (), STATE, {}, {})
    scored = score(question(Gold("a", ["x"])), nothing, [])
    assert (scored.probability, scored.candidate_right) == (0.0, False)


def test_what_was_declined_is_judged_by_its_candidate() -> None:
    for text, article, right in [("Odile", "a", True), ("Odile", "b", False), ("Li", "a", False)]:
        declined = reply(None)
        declined.debug["candidates"] = [candidate(text, article, 0.2)]
        scored = score(question(Gold("a.txt", ["Odile"])), declined, [])
        assert (scored.right, scored.candidate_right, scored.probability) == (False, right, 0.2)


def test_both_normalisations() -> None:
    scored = score(question(Gold("a", ["le toit de l'école"])), reply("le toit, l’école"), [])
    assert scored.french == Match(1, 1, 1)
    # "le toit de lécole" and "le toit l’école": two of four and of three tokens are shared.
    assert scored.official == Match(0, pytest.approx(4 / 7), pytest.approx(4 / 7))


def test_span_sets_are_known_answers_of_several_spans() -> None:
    sets = [SpanSet(["Awa Diop", "Jean Roy"]), SpanSet(["Awa Diop", "Jean Roy", "Li Na"])]
    asked = question(Gold("a", ["Awa Diop"], sets=sets), kind="who-list")
    assert score(asked, reply("Awa Diop et Jean Roy"), []).french.set_f1 == pytest.approx(8 / 9)
    assert score(asked, reply("Awa Diop"), []).french == Match(1, 1, 1)
    assert score(asked, reply(None), []).french.set_f1 == 0


def test_an_answer_of_several_parts_is_those_parts() -> None:
    said = reply("Awa Diop, dit-on à Lomé, Jean Roy")
    citation = said.answers[0].citations[0]
    # The second part overlaps the first: what both cover counts once.
    places = [("Awa Diop", 10), ("Diop", 14), ("Jean Roy", 40)]
    parts = tuple(Part(text, replace(citation, start=start)) for text, start in places)
    said = replace(said, answers=(replace(said.answers[0], parts=parts),))
    asked = question(Gold("a", ["x"], sets=[SpanSet(["Jean Roy", "Awa Diop"])]), kind="who-list")
    # The text from first to last has eight tokens, the known spans have four of them.
    assert score(asked, said, []).french == Match(0, pytest.approx(2 / 3), 1)


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
        (Gold("a", [], sets=[SpanSet(["Odile"], [15])]), 3),
        (Gold("a", [], sets=[SpanSet(["Odile", "Paul"], [15, 30])]), None),
        (Gold("a", ["absent"], [99], [SpanSet(["Odile"], [15])]), 3),
        (Gold("a", [], sets=[SpanSet(["Odile", "Paul"])]), None),
        (Gold("a", [], sets=[SpanSet(["Odile"])]), 3),
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
        "french": Match(fields.pop("exact", 0.0), fields.pop("f1", 0.0), fields.pop("sets", 0.0)),
        "official": Match(0.0, 0.25, 0.75),
        "right_article": False,
        "right": False,
        "probability": 0.5,
        "candidate_right": False,
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
    assert (found.exact_official, found.f1_official) == (0, 25)
    assert (found.set_f1, found.set_f1_official) == (None, None)
    assert found.declined == 50
    assert found.auroc == pytest.approx((2 + 1.5 + 1 + 1) / 8)
    assert found.recall == {1: 25, 5: 50, 10: 75}
    told = report(many)
    assert set(told) == {"all", "language", "kind", "intervals", "confidence"}
    assert told["all"]["right"] == 25
    assert told["language"]["en"] | {"recall": None} == {
        "answerable": 0,
        "unanswerable": 2,
        "right": None,
        "exact": None,
        "f1": None,
        "exact_official": None,
        "f1_official": None,
        "set_f1": None,
        "set_f1_official": None,
        "right_article": None,
        "answered": None,
        "declined": 50,
        "auroc": None,
        "recall": None,
    }
    assert told["kind"]["who"]["answerable"] == 4
    # All over one article but the two without gold: nothing to resample among the others.
    assert told["intervals"]["all"]["right"] is None
    assert told["intervals"]["all"]["declined"] == (0, 100)
    assert set(told["intervals"]["language"]) == set(told["confidence"]["language"]) == {"fr", "en"}
    assert told["confidence"]["language"]["en"]["questions"] == 2
    json.dumps(told, allow_nan=False)


def test_the_spans_of_a_set_are_an_acceptable_answer() -> None:
    asked = question(Gold("a", [], sets=[SpanSet(["Awa Diop", "Li Na"])]))
    assert score(asked, reply("Awa Diop, Li Na"), []).french == Match(1, 1, 1)
    assert score(asked, reply("Awa Diop, Li Na"), []).right


def test_answers_may_be_missing_where_there_are_sets(tmp_path: Path) -> None:
    path = tmp_path / "questions.jsonl"
    gold = {"article": "a", "answers": [], "sets": [{"spans": ["Awa", "Li"], "starts": [0, 9]}]}
    path.write_text(json.dumps(LINE | {"gold": [gold]}))
    assert read_questions(path)[0].gold == [Gold("a", [], sets=[SpanSet(["Awa", "Li"], [0, 9])])]
    path.write_text(json.dumps(LINE | {"gold": [gold | {"sets": []}]}))
    with pytest.raises(InvalidQuestions, match="answers is empty"):
        read_questions(path)


def test_f1_over_span_sets_is_of_who_lists() -> None:
    listed = question(Gold("a", ["x"]), kind="who-list")
    none = question(kind="who-list")
    found = figures([scored(question=listed, sets=0.5), scored(sets=1.0), scored(question=none)])
    assert (found.set_f1, found.set_f1_official) == (50, 75)


def test_figures_of_nothing() -> None:
    found = figures([])
    assert (found.answerable, found.right, found.declined, found.auroc) == (0, None, None, None)
    told = report([])
    assert set(told["intervals"]["all"].pop("recall").values()) == {None}
    assert set(told["intervals"]["all"].values()) == {None}
    assert (told["confidence"]["all"]["ece"], told["confidence"]["all"]["curve"]) == (None, [])


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
    asked: list[tuple[str, dict[str, Any]]] = [
        ("Qui ?", {"filters": None, "debug": True}),
        ("Qui ?", {"filters": None, "top_k": 10}),
    ]
    assert engine.asked == asked
    assert [each.question.gold for each in found] == [[]]


def test_a_question_is_asked_of_the_articles_that_it_names() -> None:
    engine: Any = OneAnswer()
    some = replace(question(Gold("a", ["Odile"])), within=["a", "b"])
    list(evaluate(engine, [some]))
    kept = {"field": "meta.article_id", "operator": "in", "value": ["a", "b"]}
    assert [more["filters"] for _, more in engine.asked] == [kept, kept]


LINE = {"id": "q", "question": "Qui ?", "lang": "fr", "kind": "who"}


def test_questions_are_read(tmp_path: Path) -> None:
    path = tmp_path / "questions.jsonl"
    gold: list[dict[str, Any]] = [
        {"article": "a", "answers": ["x\u2028y", "z"], "starts": [1, 2]},
        {"article": "b", "answers": ["w"]},
    ]
    gold[1]["sets"] = [{"spans": ["w", "v"], "starts": [3, 0]}, {"spans": ["u"]}]
    lines = [
        json.dumps(LINE | {"gold": gold, "more": 1}, ensure_ascii=False),
        "",
        json.dumps(LINE | {"gold": [], "within": ["a", "c"]}),
    ]
    path.write_text("\r\n".join(lines) + "\n", encoding="utf-8")
    first, second = read_questions(path)
    sets = [SpanSet(["w", "v"], [3, 0]), SpanSet(["u"])]
    assert first.gold == [Gold("a", ["x\u2028y", "z"], [1, 2]), Gold("b", ["w"], [], sets)]
    assert (second.id, second.question, second.gold) == ("q", "Qui ?", [])
    assert (first.within, second.within) == ([], ["a", "c"])


@pytest.mark.parametrize(
    "line",
    [
        "not json",
        "[]",
        "3",
        json.dumps(LINE),
        json.dumps(LINE | {"gold": 3}),
        json.dumps(LINE | {"gold": [], "within": []}),
        json.dumps(LINE | {"gold": [], "within": "a"}),
        json.dumps(LINE | {"gold": [{"article": "a"}]}),
        json.dumps({"question": "Qui ?", "gold": []}),
        json.dumps(LINE | {"question": "\ud800", "gold": []}),
    ],
)
def test_what_is_no_question(tmp_path: Path, line: str) -> None:
    path = tmp_path / "questions.jsonl"
    path.write_text(json.dumps(LINE | {"gold": []}) + "\n" + line)
    with pytest.raises(InvalidQuestions, match=r"questions\.jsonl\b.*\b2\b"):
        read_questions(path)


@pytest.mark.parametrize(
    ("sets", "reason"),
    [
        (3, "sets must be a list"),
        ([3], "is not a JSON object"),
        ([{}], "sets[0].spans is missing"),
        ([{"spans": ["x"]}, {"spans": []}], "sets[1].spans is empty"),
        ([{"spans": "x"}], "sets[0].spans must be a list"),
        ([{"spans": [" "]}], "sets[0].spans must be text"),
        ([{"spans": ["x"], "starts": ["1"]}], "sets[0].starts must be integers"),
        ([{"spans": ["x"], "starts": [1, 2]}], "sets[0].starts must have one offset for each"),
    ],
)
def test_what_is_no_span_set(tmp_path: Path, sets: Any, reason: str) -> None:
    path = tmp_path / "questions.jsonl"
    gold = {"article": "a", "answers": ["x"], "sets": sets}
    path.write_text(json.dumps(LINE | {"gold": [gold]}))
    with pytest.raises(InvalidQuestions) as caught:
        read_questions(path)
    assert str(caught.value).startswith(f"{path}:1: {reason}")
