"""A question's way through the engine, with stand-ins for the models."""

import math
import threading
from typing import Any

import pytest
from haystack.errors import FilterError

from index.answers.judging import COMPARED
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


def test_debug_explains_to_the_last_digit(desk: Any, make_article: Any) -> None:
    desk.engine.put(make_article("a", "Le maire a planté 12 tilleuls.", language="fr"))
    desk.engine.put(make_article("b", "Le parc a 12 tilleuls. Il y a eu 900 euros.", language="fr"))

    reply = desk.engine.ask("Combien de tilleuls le maire ?", top_k=1, threshold=0.25, debug=True)

    debug = reply.debug
    assert debug["fusion"] == {"k": 10, "bm25_weight": 1.0, "bm25_weight_across_languages": 0.5}
    assert debug["threshold"] == 0.25
    first, second = debug["passages"]
    assert (first["rank"], first["article_id"], first["start"], first["end"]) == (1, "a", 0, 30)
    assert (second["rank"], second["article_id"], second["language"]) == (2, "b", "fr")
    for at, passage in enumerate(debug["passages"], 1):
        assert (passage["dense"]["rank"], passage["bm25"]["rank"]) == (at, at)
        assert -1 <= passage["dense"]["score"] <= 1 and passage["bm25"]["score"] > 0
        # Of 2 / (k + 1), the most that there can be.
        assert passage["score"] == pytest.approx((2 / (10 + at)) / (2 / 11), abs=1e-12)
    assert first["dense"]["score"] > second["dense"]["score"]

    sure = 1 / (1 + math.exp(-3))
    spans = debug["spans"]
    assert [(each["article_id"], each["start"], each["end"], each["text"]) for each in spans] == [
        ("a", 18, 29, "12 tilleuls"),
        ("b", 10, 21, "12 tilleuls"),
        ("b", 33, 42, "900 euros"),
    ]
    assert [(each["outcome"], each["candidate"]) for each in spans] == [
        ("best", 0),
        ("merged", 0),
        ("best", 1),
    ]
    for span in spans:
        assert span["margin"] == 3.0
        assert span["score"] == span["probability"] == pytest.approx(sure, abs=1e-12)
        assert span["evidence"]["margin"] == 3.0
        assert (span["logit"], span["null_score"], span["parts"]) == (None, None, [])
    assert spans[0]["evidence"]["retrieval"] == pytest.approx(first["score"])
    assert max(span["evidence"]["sentence"] for span in spans) == 0.0
    assert [(each["text"], each["outcome"]) for each in debug["candidates"]] == [
        ("12 tilleuls", "answered"),
        ("900 euros", "beyond_top_k"),
    ]
    assert [each["span"] for each in debug["candidates"][0]["found"]] == [0, 1]


def test_debug_says_why_a_span_is_no_answer(
    desk: Any, make_article: Any, reader_answer: Any
) -> None:
    text = "La mairie a payé 900 euros au port. " + " ".join(
        f"Le numéro {n} a coûté {n} francs." for n in range(101, 110)
    )
    desk.engine.put(make_article("a", text))
    wanted = {"900 euros": 4.0, "mairie": -1.0, "La": 3.0} | {
        f"{n} francs": -2.0 for n in range(101, 110)
    }

    def run(query: str, documents: list[Any]) -> dict[str, Any]:
        answers = []
        for said, margin in wanted.items():
            document = next(each for each in documents if said in each.content)
            start = document.content.index(said)
            answers.append(reader_answer(document, start, start + len(said), margin))
            answers[-1].meta["null_score"] = 2.5
        return {"answers": answers}

    desk.reader.run = run

    debug = desk.engine.ask("Combien ?", threshold=0.9, debug=True).debug

    outcomes = {each["text"]: each["outcome"] for each in debug["spans"]}
    assert len(outcomes) == len(debug["spans"]) == len(wanted)
    assert (outcomes["900 euros"], outcomes["mairie"]) == ("best", "leftover")
    assert outcomes["La"] == "no_words"
    assert list(outcomes.values()).count("not_compared") == 11 - COMPARED
    for span in debug["spans"]:
        assert span["logit"] == span["margin"] + 2.5
        compared = span["outcome"] in ("best", "merged", "leftover")
        assert (span["evidence"] is not None) == (span["probability"] is not None) == compared
        assert (span["candidate"] is not None) == (span["outcome"] in ("best", "merged"))
    assert {each["outcome"] for each in debug["candidates"][1:]} == {"below_threshold"}
    assert debug["candidates"][0]["outcome"] == "answered"


def test_debug_shows_the_parts_of_an_answer_in_the_article(
    desk: Any, make_article: Any, reader_answer: Any
) -> None:
    desk.engine.put(make_article("a", "Ont signé Anne Roy, selon la radio, et Paul Petit."))

    def run(query: str, documents: list[Any]) -> dict[str, Any]:
        found = reader_answer(documents[0], 10, 49)
        found.meta["parts"] = [[10, 18], [39, 49]]
        return {"answers": [found]}

    desk.reader.run = run

    (span,) = desk.engine.ask("Qui a signé ?", debug=True).debug["spans"]

    assert span["parts"] == [[10, 18], [39, 49]]


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
