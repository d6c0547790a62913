"""`citeqa feedback`: reports, exports and deleting."""

import json
from pathlib import Path
from typing import Any

import pytest

from index.article import Article
from index.citeqa import Citeqa
from index.evaluation.squad.question import squad_questions
from service.records.bands import wilson
from service.records.database import Records
from service.records.feedback import Corrected, Feedback, FeedbackBook, Verdict
from service.records.query_log import Query, QueryLog
from service.settings import load_settings
from service.wiring import build_engine
from tests.cli.conftest import Run
from training.data.squad import examples, read_paragraphs


class Said:
    """Puts feedback into the records of a data directory."""

    def __init__(self, data: Path) -> None:
        records = Records(data)
        self.book = FeedbackBook(records, QueryLog(records, 30))
        self.engine: Citeqa = build_engine(load_settings(data_dir=data))

    def place(self, article_id: str, text: str) -> dict[str, Any]:
        stored = self.engine.article(article_id)
        start = stored.article.text.index(text)
        version = stored.version
        end = start + len(text)
        return {"article_id": article_id, "article_version": version, "start": start, "end": end}

    def add(
        self,
        number: int,
        verdict: Verdict,
        answer: dict[str, Any] | None,
        corrected: dict[str, Any] | None = None,
        **more: Any,
    ) -> str:
        query = Query(
            f"{number:032x}", f"Question {number} ?", "fr", [answer] if answer else [], **more
        )
        self.book.queries.keep(query)
        span = Corrected(**corrected) if corrected else None
        self.book.put(Feedback(query.id, 0, verdict, span), query)
        return query.id


def answer(place: dict[str, Any], score: float = 0.9, confidence: str = "high") -> dict[str, Any]:
    return {"text": "…", "score": score, "confidence": confidence, **place}


@pytest.fixture
def said(own_data: Path) -> Said:
    return Said(own_data)


def test_the_report(run: Run, said: Said, own_data: Path) -> None:
    place = said.place("sommet-lome", "Cotonou")
    for number in range(9):
        said.add(number, Verdict.HELPFUL, answer(place, 0.95))
    said.add(9, Verdict.WRONG, answer(place, 0.85))
    said.add(10, Verdict.WRONG_SOURCE, answer(place, 0.3, "low"))
    said.add(11, Verdict.HELPFUL, answer({}, 0.98), curated_id="hours")
    said.add(12, Verdict.HELPFUL, None, reason="low_confidence")
    said.add(13, Verdict.SHOULD_HAVE_ANSWERED, None, reason="low_confidence")
    report = json.loads(run("feedback", "report", "--json", "--data-dir", own_data).stdout)
    high, medium, low, curated = report["bands"]
    assert (high["helpful"], high["wrong"], high["precision"]) == (9, 1, 0.9)
    assert high["interval"] == pytest.approx([0.5958, 0.9821], abs=1e-4)  # R: prop.test
    assert high["expected"] == pytest.approx(0.94)
    assert (medium["precision"], medium["interval"]) == (None, None)
    assert (low["wrong_source"], low["precision"]) == (1, 0.0)
    assert (curated["helpful"], curated["precision"]) == (1, 1.0)
    assert report["declined"] == {"helpful": 1, "should_have_answered": 1}
    table = run("feedback", "report", "--data-dir", own_data).stdout
    assert "90.0 [59.6, 98.2]" in table and "94.0" in table
    assert "declined: 1 rightly, 1 should have been answered" in table


def test_wilson_at_the_ends() -> None:
    assert wilson(0, 5) == pytest.approx((0, 0.4345), abs=1e-4)
    assert wilson(5, 5) == pytest.approx((0.5655, 1), abs=1e-4)
    assert wilson(50, 100) == pytest.approx((0.4038, 0.5962), abs=1e-4)


def test_the_export_is_squad(run: Run, said: Said, own_data: Path, tmp_path: Path) -> None:
    said.engine.put(Article("neu", "Le pont a rouvert lundi. " + "Il pleut. " * 200 + "Fin mardi."))
    right = said.place("sommet-lome", "Cotonou")
    helpful = said.add(1, Verdict.HELPFUL, answer(right))
    wrong = answer(said.place("neu", "mardi"))
    pointed = said.add(2, Verdict.WRONG, wrong, said.place("neu", "lundi"))
    passage = said.place("neu", "Le pont a rouvert lundi.")
    declined = said.add(3, Verdict.HELPFUL, None, passage=passage)
    said.add(4, Verdict.WRONG, answer(right))
    said.add(5, Verdict.SHOULD_HAVE_ANSWERED, None, passage=passage)
    followed = said.add(6, Verdict.HELPFUL, answer(right), resolved="Où se tiendra la réunion ?")
    said.add(7, Verdict.HELPFUL, answer(right | {"article_version": "0" * 16}))
    said.add(8, Verdict.HELPFUL, answer(right | {"article_id": "gone"}))

    file = tmp_path / "feedback.json"
    done = run("feedback", "export", file, "--data-dir", own_data)
    assert (done.exit_code, done.stderr) == (
        0,
        "3 with an answer, 2 without; left out: 2 on articles that changed, 2 that name no place\n",
    )
    questions = {q.id: q for q in squad_questions(json.loads(file.read_text()))}
    assert {id_: q.answers for id_, q in questions.items()} == {
        f"{helpful}-0": ["Cotonou"],
        f"{pointed}-0": ["lundi"],
        f"{pointed}-0-wrong": [],
        f"{declined}-0": [],
        f"{followed}-0": ["Cotonou"],
    }
    assert questions[f"{followed}-0"].question == "Où se tiendra la réunion ?"
    assert questions[f"{pointed}-0-wrong"].context.endswith("Fin mardi.")
    assert questions[f"{declined}-0"].context == "Le pont a rouvert lundi."
    learnt = list(examples(read_paragraphs(file), "feedback"))
    assert len(learnt) == len(questions)
    assert [e.passage[s.start : s.end] for e in learnt for (s,) in e.answers] == [
        "Cotonou",
        "Cotonou",
        "lundi",
    ]
    assert run("eval", file, "--data-dir", own_data).exit_code == 0
    assert run("feedback", "export", file, "--data-dir", own_data).exit_code == 2


def test_deleting(run: Run, said: Said, own_data: Path) -> None:
    ids = [
        said.add(n, Verdict.HELPFUL, answer(said.place("sommet-lome", "Lomé"))) for n in range(3)
    ]
    gone = run("feedback", "delete", ids[0], "f" * 32, "--data-dir", own_data)
    assert (gone.exit_code, gone.stdout) == (1, "1 deleted\n")
    assert run("feedback", "purge", "--data-dir", own_data).stdout == "0 deleted\n"
    assert run("feedback", "purge", "--all", "--data-dir", own_data).stdout == "2 deleted\n"
    assert list(said.book.all()) == []


def test_where_there_is_none(run: Run, tmp_path: Path) -> None:
    assert run("feedback", "report", "--data-dir", tmp_path).exit_code == 0
    assert run("feedback", "purge", "--data-dir", tmp_path).stdout == "0 deleted\n"
    assert list(tmp_path.iterdir()) == []
