"""A question's way through the engine, with stand-ins for the models."""

import threading
from typing import Any

import pytest
from haystack.errors import FilterError

from index.errors import StoreUnavailable
from index.reply import Confidence, NoAnswerReason, Reply

TEXT = "Le maire a planté 12 tilleuls. Il a arraché 3 platanes. La fête a attiré 900 personnes."


def check(reply: Reply, texts: dict[str, str]) -> None:
    """Every citation shows its answer, word for word, in a text that once was there."""
    assert reply.answered == bool(reply.answers) == (reply.no_answer_reason is None)
    for answer in reply.answers:
        assert answer.citations
        for citation in answer.citations:
            text = texts[citation.article_version]
            assert text[citation.start : citation.end] == answer.text
            assert text[citation.quote_start : citation.quote_end] == citation.quote
            assert citation.quote_start <= citation.start < citation.end <= citation.quote_end


def test_answered(desk: Any, make_article: Any) -> None:
    article = make_article("a", TEXT, title="Des arbres", language="fr", source="Le Phare")
    desk.engine.put(article)
    reply = desk.engine.ask("Combien de tilleuls le maire a-t-il plantés ?")
    check(reply, {article.version: TEXT})
    assert reply.answered and reply.no_answer_reason is None
    assert reply.question_language == "fr"
    assert {answer.text for answer in reply.answers} == {
        "12 tilleuls",
        "3 platanes",
        "900 personnes",
    }
    answer = reply.answers[0]
    assert answer.score == pytest.approx(1 / (1 + 2.718281828459045**-3))
    assert answer.confidence is Confidence.HIGH
    assert answer.language == "fr"
    assert answer.citations[0].source == "Le Phare"
    assert reply.index == desk.engine.state()
    assert set(reply.timings_ms) == {"retrieve", "read", "total"}
    assert reply.debug == {}
    assert 0 < len(reply.passages) <= 2
    assert len(desk.reader.seen) <= 4


def test_an_empty_index(desk: Any) -> None:
    reply = desk.engine.ask("Combien ?")
    assert (reply.answered, reply.answers, reply.passages) == (False, (), ())
    assert reply.no_answer_reason is NoAnswerReason.EMPTY_INDEX
    assert desk.engine.search("Combien ?").passages == ()


def test_an_article_without_passages_is_an_empty_index(desk: Any, make_article: Any) -> None:
    outcome = desk.engine.put(make_article("a", "Partager sur Facebook"))
    assert outcome.passages == 0
    assert desk.engine.ask("Combien ?").no_answer_reason is NoAnswerReason.EMPTY_INDEX


def test_no_relevant_passage(desk: Any, make_article: Any) -> None:
    desk.engine.put(make_article("a", TEXT, language="fr"))
    english = {"field": "meta.language", "operator": "==", "value": "en"}
    reply = desk.engine.ask("Combien ?", filters=english)
    assert reply.no_answer_reason is NoAnswerReason.NO_RELEVANT_PASSAGE
    assert reply.answers == reply.passages == ()


@pytest.mark.parametrize("margin", [-3.0, -0.001])
def test_low_confidence(desk: Any, make_article: Any, margin: float) -> None:
    desk.engine.put(make_article("a", TEXT))
    desk.reader.margin = margin
    reply = desk.engine.ask("Combien de tilleuls ?", debug=True)
    assert reply.no_answer_reason is NoAnswerReason.LOW_CONFIDENCE
    assert reply.answers == () and reply.passages
    assert reply.debug["threshold"] == 0.5
    assert len(reply.debug["candidates"]) == 3
    assert reply.debug["candidates"][0]["probability"] < 0.5


def test_a_reader_that_finds_nothing(desk: Any, make_article: Any) -> None:
    desk.engine.put(make_article("a", TEXT))
    desk.reader.pattern = "rien de tel"
    reply = desk.engine.ask("Combien ?", debug=True)
    assert reply.no_answer_reason is NoAnswerReason.LOW_CONFIDENCE
    assert reply.debug["candidates"] == []


def test_thresholds(desk: Any, make_article: Any) -> None:
    desk.engine.put(make_article("a", TEXT))
    desk.reader.margin = 0.0
    assert desk.engine.ask("Combien ?").answered  # the probability is the threshold
    assert not desk.engine.ask("Combien ?", threshold=0.5000001).answered
    desk.reader.margin = -9.0
    assert desk.engine.ask("Combien ?", threshold=0.0).answered
    desk.reader.margin = 9.0
    assert not desk.engine.ask("Combien ?", threshold=1.0).answered


def test_top_k(desk: Any, make_article: Any) -> None:
    desk.engine.put(make_article("a", TEXT))
    assert [len(desk.engine.ask("Combien ?", top_k=k).answers) for k in (1, 2, 3, 9)] == [
        1,
        2,
        3,
        3,
    ]


def test_filters_reach_both_retrievals(desk: Any, make_article: Any) -> None:
    for name in "abc":
        desk.engine.put(make_article(name, TEXT, meta={"desk": name}))
    only_b = {"field": "meta.desk", "operator": "==", "value": "b"}
    reply = desk.engine.ask("Combien de tilleuls ?", filters=only_b)
    assert {c.article_id for a in reply.answers for c in a.citations} == {"b"}
    assert {doc.meta["article_id"] for doc in desk.reader.seen} == {"b"}
    with pytest.raises(FilterError):
        desk.engine.ask("Combien ?", filters={"field": "x"})
    with pytest.raises(FilterError):
        desk.engine.search("Combien ?", filters={"field": "x"})


def test_errors_come_as_they_are(desk: Any, make_article: Any) -> None:
    """Haystack's pipelines wrap what a component raises; callers must not see that."""
    desk.engine.put(make_article("a", TEXT))

    class Broken(Exception):
        pass

    def fail(*_: Any) -> None:
        raise Broken

    store = desk.passages
    store.embedding_retrieval = fail
    with pytest.raises(Broken):
        desk.engine.ask("Combien ?")
    del store.embedding_retrieval
    store.database.connection.execute("DROP TABLE counts")
    with pytest.raises(StoreUnavailable, match="counts"):
        desk.engine.ask("Combien ?")


def test_the_same_answer_in_two_articles_is_one_with_two_citations(
    desk: Any, make_article: Any
) -> None:
    desk.engine.put(make_article("a", "Le maire a planté 12 tilleuls."))
    desk.engine.put(make_article("b", "Il y a 12 tilleuls au parc."))
    (answer,) = desk.engine.ask("Combien de tilleuls ?").answers
    assert {c.article_id for c in answer.citations} == {"a", "b"}


def test_debug_explains(desk: Any, make_article: Any) -> None:
    desk.engine.put(make_article("a", TEXT))
    reply = desk.engine.ask("Combien de tilleuls ?", top_k=1, threshold=0.25, debug=True)
    assert reply.debug["threshold"] == 0.25
    assert len(reply.debug["candidates"]) == 3
    first = reply.debug["candidates"][0]
    assert first["text"] == reply.answers[0].text
    assert set(first["evidence"]) == {"margin", "retrieval", "sentence"}
    (found,) = {each["passage_id"] for each in first["found"]}
    assert found.startswith("a#")
    place = first["found"][0]
    assert TEXT[place["start"] : place["end"]] == first["text"]
    assert set(place["retrieval"]) <= {"dense", "bm25"}


def test_metadata_named_like_our_notes(desk: Any, make_article: Any) -> None:
    desk.engine.put(make_article("a", TEXT, meta={"retrieval": "manual", "score": 3}))
    assert desk.engine.ask("Combien de tilleuls ?").answered


@pytest.mark.parametrize(
    "question", ["", " ", "?", "\0", "🎉", "NEAR(", '"', "x" * 20_000, "\u202f"]
)
def test_odd_questions(desk: Any, make_article: Any, question: str) -> None:
    article = make_article("a", TEXT)
    desk.engine.put(article)
    check(desk.engine.ask(question), {article.version: TEXT})
    desk.engine.search(question)


def test_an_article_replaced_in_the_middle_of_an_answer(desk: Any, make_article: Any) -> None:
    """The reader has its passages when another thread replaces the article: what is cited
    is what was read, or nothing."""
    old, new = make_article("a", TEXT), make_article("a", "Ajout. " + TEXT)
    desk.engine.put(old)
    texts = {old.version: old.text, new.version: new.text}

    def replace_it() -> None:
        desk.reader.before = lambda: None
        thread = threading.Thread(target=desk.engine.put, args=(new,))
        thread.start()
        thread.join()

    desk.reader.before = replace_it
    reply = desk.engine.ask("Combien de tilleuls ?")
    check(reply, texts)
    assert {c.article_version for a in reply.answers for c in a.citations} == {old.version}
    check(again := desk.engine.ask("Combien de tilleuls ?"), texts)
    assert {c.article_version for a in again.answers for c in a.citations} == {new.version}
    assert again.index.version > reply.index.version


def test_an_article_deleted_in_the_middle_of_an_answer(desk: Any, make_article: Any) -> None:
    article = make_article("a", TEXT)
    desk.engine.put(article)

    def delete_it() -> None:
        thread = threading.Thread(target=desk.engine.delete, args=("a",))
        thread.start()
        thread.join()

    desk.reader.before = delete_it
    reply = desk.engine.ask("Combien de tilleuls ?")
    assert reply.answered
    check(reply, {article.version: TEXT})
    desk.reader.before = lambda: None
    assert desk.engine.ask("Combien ?").no_answer_reason is NoAnswerReason.EMPTY_INDEX


def test_questions_while_an_article_changes_all_the_time(desk: Any, make_article: Any) -> None:
    versions = [make_article("a", "Ajout. " * n + TEXT) for n in range(12)]
    texts = {article.version: article.text for article in versions}
    desk.engine.put(versions[0])
    done, failures = threading.Event(), []

    def ask() -> None:
        try:
            while not done.is_set():
                check(desk.engine.ask("Combien de tilleuls ?"), texts)
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=ask) for _ in range(3)]
    for thread in threads:
        thread.start()
    for article in versions[1:]:
        desk.engine.put(article)
    done.set()
    for thread in threads:
        thread.join()
    assert failures == []


def test_readiness(desk: Any, make_article: Any, new_desk: Any) -> None:
    assert desk.engine.readiness() == {"store": "ok", "encoder": "ok", "reader": "ok"}
    desk.engine.put(make_article("a"))
    other = new_desk(desk.passages.database.data_dir)
    other.engine.models = {"encoder": "other:1", "reader": "pattern:1"}
    assert other.engine.readiness()["encoder"] == "made with another encoder or version"


def test_a_question_begins_again_when_its_view_is_outdated(desk: Any, make_article: Any) -> None:
    """Another thread replaces the article, and searches, between the view and the search."""
    desk.engine.put(make_article("a"))
    run, changed = desk.text_embedder.run, []

    def slow(text: str) -> dict[str, Any]:
        if not changed:
            changed.append(True)
            thread = threading.Thread(target=replaced)
            thread.start()
            thread.join()
        return dict(run(text=text))

    def replaced() -> None:
        desk.engine.put(make_article("a", text="Un autre texte. Il y en a deux."))
        assert desk.engine.search("texte").passages

    desk.text_embedder.run = slow
    (passage,) = {each.meta["article_version"] for each in desk.engine.search("texte").passages}
    assert passage == desk.engine.article("a").version


def test_a_spelling_of_its_own_follows_unless_its_article_is_cited(
    desk: Any, make_article: Any
) -> None:
    texts = {"a": "Elle a coûté 12\u202f500 euros.", "b": "Elle a coûté 12\u00a0500 euros."}
    for name, text in texts.items():
        desk.engine.put(make_article(name, text, language="fr"))
    reply = desk.engine.ask("Combien a-t-elle coûté ?", threshold=0)
    cited = [(each.text, [c.article_id for c in each.citations]) for each in reply.answers]
    assert {article for _, articles in cited for article in articles} == {"a", "b"}
    for answer in reply.answers:
        for citation in answer.citations:
            text = texts[citation.article_id]
            assert text[citation.start : citation.end] == answer.text
