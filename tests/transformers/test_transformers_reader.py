"""citeqa with a reader on PyTorch, as Haystack's integration has it."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from haystack_integrations.components.readers.transformers import TransformersExtractiveReader

from index.article import Article
from index.citeqa import Citeqa
from index.reply import NoAnswerReason, Reply
from service.settings import InvalidSettings

QUESTIONS = [
    "Pourquoi le Burkina Faso n’est-il pas venu au sommet de Dakar ?",
    "Who negotiated on Wednesday night?",
    "Combien mesure le pont 🌉 ?",
    "Qui ?",
]


@pytest.fixture(scope="session")
def engine(make_engine: Callable[..., Citeqa], model: Path, articles: list[Article]) -> Citeqa:
    engine = make_engine(reader="transformers", reader_model=str(model))
    engine.add(articles)
    return engine


def assert_cited(reply: Reply, articles: list[Article]) -> None:
    texts = {article.id: article.text for article in articles}
    for answer in reply.answers:
        assert answer.text
        assert answer.text == answer.text.strip()
        assert 0 <= answer.score <= 1
        assert answer.citations
        for citation in answer.citations:
            text = texts[citation.article_id]
            assert text[citation.start : citation.end] == answer.text
            assert text[citation.quote_start : citation.quote_end] == citation.quote
            assert answer.text in citation.quote


def test_the_reader_is_haystacks(engine: Citeqa, model: Path) -> None:
    assert type(engine.answerer.finder.reader) is TransformersExtractiveReader
    assert engine.models["reader"] == f"transformers:{model}"


@pytest.mark.parametrize("question", QUESTIONS)
def test_every_answer_stands_where_its_citations_say(
    engine: Citeqa, articles: list[Article], question: str
) -> None:
    reply = engine.ask(question, top_k=20, threshold=0.0)

    assert reply.answered
    assert_cited(reply, articles)


def test_scores_fall_and_answers_differ(engine: Citeqa) -> None:
    reply = engine.ask(QUESTIONS[0], top_k=20, threshold=0.0)

    scores = [answer.score for answer in reply.answers]
    assert scores == sorted(scores, reverse=True)
    assert len({answer.text for answer in reply.answers}) == len(scores)


def test_another_reader_has_a_calibration_of_its_own(engine: Citeqa) -> None:
    reply = engine.ask(QUESTIONS[0], debug=True)

    assert reply.debug["threshold"] == 0.5
    # Its margins are its own odds, weighed with nothing else.
    assert engine.answerer.finder.judge.calibration.odds.retrieval == 0.0


def test_what_it_calls_no_answer_is_passed_over(
    make_engine: Callable[..., Citeqa], model: Path, articles: list[Article]
) -> None:
    engine = make_engine(
        reader="transformers", reader_model=str(model), reader_args={"no_answer": True}
    )
    engine.add(articles)

    reply = engine.ask(QUESTIONS[0], top_k=20, threshold=0.0)

    assert_cited(reply, articles)


def test_nothing_good_enough_is_no_answer(engine: Citeqa) -> None:
    reply = engine.ask(QUESTIONS[0], threshold=1.0)

    assert not reply.answered
    assert reply.no_answer_reason is NoAnswerReason.LOW_CONFIDENCE
    assert reply.passages


def test_nothing_to_read_is_no_answer(make_engine: Callable[..., Citeqa], model: Path) -> None:
    engine = make_engine(reader="transformers", reader_model=str(model))

    assert engine.ask(QUESTIONS[0]).no_answer_reason is NoAnswerReason.EMPTY_INDEX


@pytest.mark.parametrize(
    "question",
    ["pont " * 200, "à " * 500, "é" * 1000, "🌉"],
    ids=["words", "short words", "one", "sign"],
)
def test_a_question_as_long_as_the_api_allows(
    engine: Citeqa, articles: list[Article], question: str
) -> None:
    assert_cited(engine.ask(question, top_k=20, threshold=0.0), articles)


def test_threads_share_the_reader(engine: Citeqa) -> None:
    def ask(question: str) -> Reply:
        return engine.ask(question, top_k=20, threshold=0.0)

    alone = [ask(question).answers for question in QUESTIONS]
    with ThreadPoolExecutor(4) as pool:
        together = list(pool.map(ask, QUESTIONS * 2))

    for reply, answers in zip(together, alone * 2, strict=True):
        assert reply.answers == answers


def test_a_missing_model_is_noticed_at_the_start(
    make_engine: Callable[..., Citeqa], tmp_path: Path
) -> None:
    engine = make_engine(reader="transformers", reader_model=str(tmp_path / "nothing"))

    with pytest.raises(OSError, match="nothing"):
        engine.answerer.warm_up()


def test_an_argument_that_the_reader_does_not_know(
    make_engine: Callable[..., Citeqa], model: Path
) -> None:
    with pytest.raises(InvalidSettings, match="reader_args"):
        make_engine(reader="transformers", reader_model=str(model), reader_args={"temperature": 1})


def test_embedders_of_ones_own(
    make_engine: Callable[..., Citeqa],
    model: Path,
    articles: list[Article],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.syspath_prepend(Path(__file__).parent)
    drawers = {"drawers": 128}
    engine = make_engine(
        text_embedder="tiny_embedders.TinyTextEmbedder",
        document_embedder="tiny_embedders.TinyDocumentEmbedder",
        text_embedder_args=drawers,
        document_embedder_args=drawers,
        reader="transformers",
        reader_model=str(model),
    )
    engine.add(articles)

    assert engine.models["encoder"].startswith("TinyDocumentEmbedder:")
    assert engine.readiness()["encoder"] == "ok"
    assert engine.search("le pont de Valombre").passages[0].meta["article_id"] == "odd"
    assert_cited(engine.ask(QUESTIONS[0], top_k=20, threshold=0.0), articles)
