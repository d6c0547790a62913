"""Curated answers on a question's way, with stand-ins for the models."""

from pathlib import Path
from typing import Any

import pytest

from index.article import Article
from index.asking import AskingSettings, QuestionAnswerer
from index.curated.answers import CuratedAnswers
from index.curated.entry import CuratedAnswer, Place, Source
from index.curated.matcher import Matcher
from index.errors import InvalidCurated, QuestionTaken
from index.reply import Confidence, NoAnswerReason
from index.turn import Turn
from service.records.curated import CuratedBook
from service.records.database import FILE_NAME, Records

TEXT = "Le maire a planté 12 tilleuls. Il a arraché 3 platanes."
QUESTION = "Combien de tilleuls le maire a-t-il plantés ?"
SOURCE = Source("Horaires", "https://mairie.example", "Mairie")


class Embedder:
    """Counts what it embeds."""

    def __init__(self, inner: Any) -> None:
        self.inner, self.texts = inner, list[str]()

    def run(self, text: str) -> dict[str, Any]:
        self.texts.append(text)
        return self.inner.run(text=text)


class Curating:
    """A desk whose engine gives curated answers."""

    def __init__(self, desk: Any, folder: Path, encoder: str = "hash:1", threshold: Any = 0.9):
        self.desk, self.engine = desk, desk.engine
        self.book = CuratedBook(Records(folder))
        self.embedder = Embedder(desk.text_embedder)
        matcher = Matcher(self.book, self.embedder, encoder, threshold)
        self.curated = CuratedAnswers(self.book, matcher, desk.articles)
        old = desk.answerer
        self.engine.answerer = QuestionAnswerer(
            desk.articles,
            old.retrieval,
            desk.reader,
            old.finder.judge,
            AskingSettings(4, 2),
            self.curated,
        )

    def put(self, id_: str, *questions: str, answer: str = "Douze.", **more: Any) -> int:
        return self.curated.put([CuratedAnswer(id_, questions, answer, SOURCE, **more)])

    def cite(self, id_: str, question: str, answer: str) -> None:
        text, place, _ = self.curated.placed("a", None, None, answer)
        self.curated.put([CuratedAnswer(id_, (question,), text, place)])


@pytest.fixture
def curating(desk: Any, tmp_path: Path) -> Curating:
    desk.engine.put(Article("a", TEXT, title="Des arbres", language="fr", meta={"desk": "x"}))
    return Curating(desk, tmp_path / "records")


def test_the_same_wording_overrides_the_reader(curating: Curating) -> None:
    assert curating.engine.ask(QUESTION).curated is None
    assert curating.put("arbres", "Autre chose ?", QUESTION, language="fr") == 1
    curating.desk.reader.seen = None
    reply = curating.engine.ask("combien de tilleuls le MAIRE a t il plantes", threshold=1.0)
    assert reply.curated is not None
    assert (reply.curated.id, reply.curated.question) == ("arbres", QUESTION)
    assert reply.curated.similarity == 1.0
    assert (reply.curated.source.title, reply.curated.source.url) == (SOURCE.title, SOURCE.url)
    assert reply.answered and reply.no_answer_reason is None
    (answer,) = reply.answers
    assert (answer.text, answer.score, answer.confidence) == ("Douze.", 1.0, Confidence.HIGH)
    assert (answer.language, answer.citations) == ("fr", ())
    assert curating.desk.reader.seen is None, "something was read in vain"
    assert reply.passages, "what was found is still shown"


def test_a_near_wording_does_and_says_how_near(curating: Curating) -> None:
    curating.put("arbres", QUESTION)
    reply = curating.engine.ask("Combien de beaux tilleuls le maire a-t-il plantés ?")
    assert reply.curated is not None and 0.9 <= reply.curated.similarity < 1
    assert reply.answers[0].score == reply.curated.similarity
    assert curating.engine.ask("Qui a planté le tilleul ?").curated is None
    assert (
        curating.engine.ask("Combien de tilleuls le maire n'a-t-il pas plantés ?").curated is None
    )


def test_it_is_given_where_there_is_no_article(new_desk: Any, tmp_path: Path) -> None:
    curating = Curating(new_desk(tmp_path / "data"), tmp_path / "records")
    assert curating.engine.ask(QUESTION).no_answer_reason is NoAnswerReason.EMPTY_INDEX
    curating.put("arbres", QUESTION)
    assert curating.engine.ask(QUESTION).answers[0].text == "Douze."


def test_cited_to_an_article_it_is_quoted_from_it(curating: Curating) -> None:
    curating.cite("arbres", "Et les platanes ?", "3 platanes")
    reply = curating.engine.ask("Et les platanes ?")
    assert reply.curated is not None and reply.curated.source is None
    (citation,) = reply.answers[0].citations
    assert TEXT[citation.start : citation.end] == reply.answers[0].text == "3 platanes"
    assert citation.quote == "Il a arraché 3 platanes."
    assert TEXT[citation.quote_start : citation.quote_end] == citation.quote
    assert (citation.title, citation.passage_id) == ("Des arbres", "")
    assert citation.article_version == curating.engine.article("a").version


@pytest.mark.parametrize("change", ["moved", "deleted"])
def test_a_citation_that_does_not_hold_any_more(curating: Curating, change: str) -> None:
    curating.cite("arbres", QUESTION, "3 platanes")
    (entry,) = curating.book.page(9, None).entries
    assert not curating.curated.stale(entry)
    if change == "moved":
        curating.engine.put(Article("a", "Ajout. " + TEXT, language="fr"))
    else:
        curating.engine.delete("a")
    assert curating.curated.stale(entry)
    reply = curating.engine.ask(QUESTION)
    assert reply.curated is None
    if change == "moved":  # … the reader answers
        assert "12 tilleuls" in [answer.text for answer in reply.answers]
        curating.engine.put(Article("a", TEXT + " Fin.", language="fr"))
        assert curating.engine.ask(QUESTION).curated is not None, "it reads so again"


def test_the_same_words_in_another_sentence_are_another_answer(curating: Curating) -> None:
    curating.cite("arbres", QUESTION, "12 tilleuls")
    (entry,) = curating.book.page(9, None).entries
    curating.engine.put(Article("a", TEXT.replace("3 platanes", "4 platanes"), language="fr"))
    assert not curating.curated.stale(entry), "another sentence was changed"
    changed = TEXT.replace("tilleuls.", "tilleuls de moins que prévu.")
    curating.engine.put(Article("a", changed, language="fr"))
    assert curating.curated.stale(entry)
    assert curating.engine.ask(QUESTION).curated is None


def test_filters_hold_for_curated_answers(curating: Curating) -> None:
    curating.engine.put(Article("b", TEXT, meta={"desk": "y"}))
    curating.cite("cited", "Et les platanes ?", "3 platanes")
    curating.put("external", "Et la mairie ?")

    def given(question: str, desk: str) -> bool:
        only = {"field": "meta.desk", "operator": "==", "value": desk}
        reply = curating.engine.ask(question, filters=only)
        assert all(
            c.article_id == {"x": "a", "y": "b"}[desk] for a in reply.answers for c in a.citations
        )
        return reply.curated is not None

    assert given("Et les platanes ?", "x")
    assert not given("Et les platanes ?", "y")
    assert not given("Et la mairie ?", "x"), "no article says so"
    assert curating.engine.ask("Et la mairie ?").curated is not None


@pytest.mark.parametrize(
    ("article", "start", "end", "answer", "field"),
    [
        ("none", 0, 2, None, "citation.article_id"),
        ("a", 0, 5000, None, "citation.end"),
        ("a", 5, 5, None, "citation.end"),
        ("a", 0, 2, "La", "answer"),
        ("a", None, None, "pas là", "answer"),
        ("a", None, None, "a", "citation.start and citation.end"),
        ("a", None, None, None, "answer"),
    ],
)
def test_a_citation_has_to_be_there(
    curating: Curating, article: str, start: int, end: int, answer: str, field: str
) -> None:
    with pytest.raises(InvalidCurated) as refused:
        curating.curated.placed(article, start, end, answer)
    assert refused.value.field == field


def test_a_span_needs_no_answer(curating: Curating) -> None:
    answer, place, version = curating.curated.placed("a", 0, 2, None)
    assert (answer, place) == ("Le", Place("a", 0, 2, "Le maire a planté 12 tilleuls."))
    assert version == curating.engine.article("a").version


def test_a_question_belongs_to_one_answer(curating: Curating) -> None:
    curating.put("one", "Qui ?", "Quoi ?")
    with pytest.raises(QuestionTaken, match="'one'"):
        curating.put("two", "Où ?", "quoi")
    assert [entry.id for entry in curating.book.page(9, None).entries] == ["one"]
    entries = [
        CuratedAnswer("one", ("Qui ?",), "1", SOURCE),
        CuratedAnswer("two", ("Quoi ?",), "2", SOURCE),
    ]
    assert curating.curated.put(entries) == 1, "it may move together with the rest"
    assert curating.engine.ask("Quoi ?").answers[0].text == "2"


def test_what_another_process_keeps_counts_at_once(curating: Curating, tmp_path: Path) -> None:
    """Another book over the same file, as another worker has it."""
    other = CuratedBook(Records(tmp_path / "records"))
    assert curating.engine.ask(QUESTION).curated is None
    other.put([CuratedAnswer("arbres", (QUESTION,), "Douze.", SOURCE)])
    assert curating.engine.ask(QUESTION).answers[0].text == "Douze."
    other.put([CuratedAnswer("arbres", (QUESTION,), "Treize.", SOURCE)])
    assert curating.engine.ask(QUESTION).answers[0].text == "Treize."
    other.delete("arbres")
    assert curating.engine.ask(QUESTION).curated is None


def test_vectors_are_made_once_and_anew_for_another_encoder(
    curating: Curating, tmp_path: Path
) -> None:
    curating.put("arbres", QUESTION, "Et les platanes ?")
    assert sorted(curating.embedder.texts) == sorted([QUESTION, "Et les platanes ?"])
    curating.put("autre", "Qui ?")
    assert curating.embedder.texts[2:] == ["Qui ?"]
    again = Curating(curating.desk, tmp_path / "records")
    assert again.engine.ask(QUESTION).curated is not None
    assert again.embedder.texts == [], "they are kept"
    other = Curating(curating.desk, tmp_path / "records", encoder="hash:2")
    assert other.engine.ask(QUESTION).curated is not None
    assert len(other.embedder.texts) == 3


def test_without_a_threshold_only_the_same_wording_counts(desk: Any, tmp_path: Path) -> None:
    desk.engine.put(Article("a", TEXT))
    curating = Curating(desk, tmp_path / "records", threshold=None)
    curating.put("arbres", QUESTION)
    assert curating.engine.ask(QUESTION.upper()).curated is not None
    assert (
        curating.engine.ask("Combien de beaux tilleuls le maire a-t-il plantés ?").curated is None
    )
    assert curating.embedder.texts == []


def test_nothing_is_made_where_nothing_is_kept(curating: Curating, tmp_path: Path) -> None:
    curating.engine.ask(QUESTION)
    assert curating.book.version() is None
    assert not (tmp_path / "records" / FILE_NAME).exists()
    assert curating.embedder.texts == []


def test_a_curated_answer_for_the_question_as_it_is_comes_before_what_it_may_stand_for(
    curating: Curating,
) -> None:
    before = [Turn(QUESTION, "12 tilleuls", ("a",))]
    assert curating.engine.ask("Où ?", conversation=before).resolved_question is not None
    assert curating.embedder.texts == []  # nothing is curated yet
    curating.put("arbres", "Où ?", "Combien de platanes le maire a-t-il plantés ?")
    for question, resolved in [
        ("Où ?", None),
        ("Et les platanes ?", "Combien de platanes le maire a-t-il plantés ?"),
    ]:
        reply = curating.engine.ask(question, conversation=before)
        assert reply.curated is not None
        assert reply.curated.id == "arbres"
        assert reply.resolved_question == resolved
