"""The real engine over the example articles."""

import re
from pathlib import Path
from typing import Any

import pytest
from haystack import Document

from index.citeqa import Citeqa
from index.engine import Engine
from index.reply import NoAnswerReason, Reply

README = Path(__file__).parents[1] / "examples" / "README.md"


def questions() -> list[tuple[str, str, str]]:
    """Question, answer and article of each row of the README's table."""
    text = README.read_text(encoding="utf-8")
    rows = re.findall(r"^\| (.+\?) \| (.*?) \| ?(.*?) ?\|$", text, re.MULTILINE)
    return [(q, a, article.strip("`").partition(".")[0]) for q, a, article in rows]


QUESTIONS = questions()
ANSWERED = [row for row in QUESTIONS if row[2]]
DECLINED = [row[0] for row in QUESTIONS if not row[2]]


def check(engine: Citeqa, reply: Reply) -> None:
    assert reply.answered == bool(reply.answers)
    scores = [answer.score for answer in reply.answers]
    assert scores == sorted(scores, reverse=True)
    for answer in reply.answers:
        assert 0 <= answer.score <= 1
        assert answer.citations
        for citation in answer.citations:
            stored = engine.article(citation.article_id)
            text = stored.article.text
            assert text[citation.start : citation.end] == answer.text
            assert text[citation.quote_start : citation.quote_end] == citation.quote
            assert citation.quote_start <= citation.start < citation.end <= citation.quote_end
            assert citation.article_version == stored.version
            assert citation.title == stored.article.title


def plain(text: str) -> str:
    return re.sub(r"[\u00a0\u202f]", " ", text)


def test_the_readme_has_questions() -> None:
    assert len(ANSWERED) >= 8
    assert len(DECLINED) >= 2


@pytest.mark.parametrize("question", [row[0] for row in QUESTIONS])
def test_every_citation_verifies(examples: Citeqa, question: str) -> None:
    reply = examples.ask(question, top_k=5, threshold=0.0)
    assert reply.answers
    check(examples, reply)


def test_example_questions_are_answered_as_listed(examples: Citeqa) -> None:
    """A small reader may miss one or two; more would be a fault of the pipeline."""
    right = 0
    for question, expected, article in ANSWERED:
        reply = examples.ask(question)
        check(examples, reply)
        if reply.answers:
            best = reply.answers[0]
            cited = best.citations[0].article_id
            alike = plain(best.text) in expected or expected in plain(best.text)
            right += cited == article and alike
    assert right >= len(ANSWERED) - 2


@pytest.mark.parametrize("question", DECLINED)
def test_unanswerable_questions_are_declined(examples: Citeqa, question: str) -> None:
    reply = examples.ask(question)
    assert not reply.answered, reply.answers[0]
    assert reply.no_answer_reason is NoAnswerReason.LOW_CONFIDENCE


@pytest.mark.parametrize(
    ("question", "article"),
    [
        ("Combien coûtera le chantier du tunnel du Grand-Merle ?", "tunnel-grand-merle"),
        ("How much will the work on the Grand-Merle tunnel cost?", "tunnel-grand-merle"),
    ],
)
def test_both_languages_find_the_article(examples: Citeqa, question: str, article: str) -> None:
    found = examples.search(question, top_k=3).passages
    assert article in {passage.meta["article_id"] for passage in found}
    assert all(0 < (passage.score or 0) <= 1 for passage in found)


def test_a_filter_restricts_answers(examples: Citeqa) -> None:
    english = {"field": "meta.language", "operator": "==", "value": "en"}
    reply = examples.ask("Combien coûtera le chantier ?", filters=english, threshold=0.0)
    assert {c.language for a in reply.answers for c in a.citations} == {"en"}


def test_state_and_models(examples: Citeqa) -> None:
    engine: Engine = examples
    state = engine.state()
    assert state.articles == 12 and state.passages > 20
    assert set(engine.models) == {"encoder", "reader"}
    assert engine.readiness() == {"store": "ok", "encoder": "ok", "reader": "ok"}
    page = engine.articles(limit=5)
    assert page.total == 12 and len(page.articles) == 5


def test_the_same_question_gets_the_same_answer(examples: Citeqa) -> None:
    def outcome() -> list[tuple[str, float, Any]]:
        reply = examples.ask(QUESTIONS[0][0], threshold=0.0)
        return [(a.text, a.score, a.citations) for a in reply.answers]

    assert outcome() == outcome()


def test_filters_by_article_work_on_articles_too(examples: Citeqa) -> None:
    for field in ("meta.article_id", "article_id", "id"):
        only = {"field": field, "operator": "==", "value": "sommet-lome"}
        assert [each.article.id for each in examples.articles(filters=only).articles] == [
            "sommet-lome"
        ]


def test_what_others_keep_in_the_store_is_passed_over(desk: Any, make_article: Any) -> None:
    desk.engine.put(make_article("a"))
    found = desk.passages.filter_documents()[0]
    desk.passages.write_documents([Document(content=found.content, embedding=found.embedding)])
    reply = desk.engine.search(str(found.content))
    assert [each.meta["article_id"] for each in reply.passages] == ["a"]
    assert desk.engine.ask(str(found.content)) is not None
