"""Storing articles: all or nothing, once, and to the last code point."""

import threading
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from index.article import Article
from index.citeqa import Citeqa
from index.errors import (
    ArticleExists,
    ArticleNotFound,
    DeadlineExceeded,
    InvalidArticle,
    StoreMismatch,
)
from index.ingesting import Ingestor, Submission
from index.passages import PassageSplitter
from index.stored import Change, Origin

TEXT = "Le maire a planté 12 tilleuls. Il a arraché 3 platanes."


def counts(engine: Citeqa) -> tuple[int, int]:
    state = engine.state()
    return state.articles, state.passages


def test_added_unchanged_changed(desk: Any, make_article: Any) -> None:
    article = make_article("a", TEXT)
    outcomes = [desk.engine.put(article), desk.engine.put(article)]
    assert [o.change for o in outcomes] == [Change.ADDED, Change.UNCHANGED]
    assert {(o.article_id, o.version, o.passages) for o in outcomes} == {("a", article.version, 1)}
    assert desk.embedder.batches == [1]
    changed = make_article("a", TEXT + " La fête a attiré 900 personnes. " * 8)
    outcome = desk.engine.put(changed)
    assert outcome.change is Change.CHANGED and outcome.passages > 1
    assert counts(desk.engine) == (1, outcome.passages)
    assert desk.engine.article("a").article == changed
    assert desk.engine.article("a").version == changed.version != article.version
    titled = make_article("a", changed.text, title="Des arbres")
    assert desk.engine.put(titled).change is Change.CHANGED


def test_a_new_recipe_cuts_and_embeds_anew(desk: Any, make_article: Any) -> None:
    text = " ".join(f"Le conseiller numéro {n} a voté contre le budget." for n in range(12))
    article = make_article("a", text)
    before = desk.engine.put(article).passages
    finer = Ingestor(desk.articles, PassageSplitter(max_pieces=32), desk.embedder, "hash:1")
    (outcome,) = finer.ingest([Submission(article)])
    assert outcome.change is Change.CHANGED and outcome.passages > before


def test_add_refuses_other_content_and_takes_the_same(desk: Any, make_article: Any) -> None:
    a, b, c = (make_article(name, TEXT) for name in "abc")
    assert [o.change for o in desk.engine.add([a, b])] == [Change.ADDED] * 2
    again = desk.engine.add([b, c])
    assert [(o.article_id, o.change) for o in again] == [
        ("b", Change.UNCHANGED),
        ("c", Change.ADDED),
    ]
    with pytest.raises(ArticleExists) as caught:
        desk.engine.add(
            [make_article("d"), make_article("a", "Autre."), make_article("c", "Autre.")]
        )
    assert caught.value.article_ids == ["a", "c"]
    assert counts(desk.engine)[0] == 3
    assert desk.engine.add([]) == []


def test_two_of_one_id_are_refused(desk: Any, make_article: Any) -> None:
    with pytest.raises(InvalidArticle, match="'a'"):
        desk.engine.add([make_article("a"), make_article("b"), make_article("a", "Autre.")])
    assert counts(desk.engine) == (0, 0)


def test_a_failure_half_way_leaves_nothing(desk: Any, make_article: Any) -> None:
    desk.engine.put(make_article("a", TEXT))
    before = desk.engine.state()

    def fail() -> None:
        raise RuntimeError("no memory")

    desk.embedder.before = fail
    with pytest.raises(RuntimeError):
        desk.engine.add([make_article("b"), make_article("c")])
    with pytest.raises(RuntimeError):
        desk.engine.put(make_article("a", "Autre texte."))
    assert desk.engine.state() == before
    assert desk.engine.article("a").article.text == TEXT


def test_too_slow_leaves_nothing(desk: Any, make_article: Any) -> None:
    text = " ".join(f"Le conseiller numéro {n} a voté contre le budget." for n in range(1500))
    with pytest.raises(DeadlineExceeded, match="longer"):
        desk.engine.add([make_article("a", text)], seconds=0)
    assert counts(desk.engine) == (0, 0)
    assert desk.engine.add([make_article("a", text)], seconds=60)[0].change is Change.ADDED
    # Embedded in portions, so that the clock is looked at.
    assert len(desk.embedder.batches) > 2 and max(desk.embedder.batches) <= 64


def test_another_encoder(desk: Any, make_article: Any, new_desk: Any) -> None:
    def other() -> Ingestor:
        return Ingestor(desk.articles, PassageSplitter(), desk.embedder, "other:1")

    assert other().ingest([]) == []  # nothing is stored yet
    desk.engine.put(make_article("a", TEXT))
    with pytest.raises(StoreMismatch, match=r"hash:1.*other:1"):
        other().ingest([Submission(make_article("b"))])
    desk.engine.delete("a")
    (outcome,) = other().ingest([Submission(make_article("b"))])
    assert outcome.change is Change.ADDED
    with pytest.raises(StoreMismatch):
        new_desk(desk.passages.database.data_dir).engine.put(make_article("c"))


def test_overtaken_by_a_deletion(desk: Any, make_article: Any) -> None:
    """An article that needs no work is deleted while the others are embedded."""
    a, b = make_article("a", TEXT), make_article("b", TEXT)
    desk.engine.put(a)

    def delete_it() -> None:
        desk.embedder.before = lambda: None
        thread = threading.Thread(target=desk.engine.delete, args=("a",))
        thread.start()
        thread.join()

    desk.embedder.before = delete_it
    outcomes = desk.engine.add([a, b])
    assert [o.change for o in outcomes] == [Change.ADDED] * 2
    assert desk.engine.article("a").article == a


def test_overtaken_by_another_content(desk: Any, make_article: Any) -> None:
    a, b = make_article("a", TEXT), make_article("b", TEXT)
    desk.engine.put(a)

    def replace_it() -> None:
        desk.embedder.before = lambda: None
        thread = threading.Thread(target=desk.engine.put, args=(make_article("a", "Autre."),))
        thread.start()
        thread.join()

    desk.embedder.before = replace_it
    outcomes = desk.ingestor.ingest([Submission(a), Submission(b)])
    assert [o.change for o in outcomes] == [Change.CHANGED, Change.ADDED]
    assert desk.engine.article("a").article == a


def test_passages_carry_what_filters_ask_about(desk: Any, make_article: Any) -> None:
    article = make_article(
        "a", TEXT, title="Des arbres", language="fr", published_at="2023-05-01", meta={"rang": [1]}
    )
    desk.engine.put(article)
    (passage,) = desk.passages.filter_documents()
    assert passage.id == f"a#0-{len(TEXT)}"
    assert passage.content == TEXT
    assert passage.meta == {
        "title": "Des arbres",
        "source": None,
        "author": None,
        "url": None,
        "published_at": "2023-05-01",
        "language": "fr",
        "rang": [1],
        "article_id": "a",
        "article_version": article.version,
        "start": 0,
        "end": len(TEXT),
    }
    assert passage.embedding is not None


def test_origins_follow_files(desk: Any, make_article: Any) -> None:
    article = make_article("a", TEXT)
    one, other = Origin("/r", "/r/a.txt"), Origin("/r", "/r/b.jsonl", 3)
    desk.ingestor.ingest([Submission(article, one)])
    assert desk.articles.origins("/r") == {"a": one}
    (outcome,) = desk.ingestor.ingest([Submission(article, other)])
    assert outcome.change is Change.UNCHANGED
    assert desk.articles.origins("/r") == {"a": other}
    desk.ingestor.ingest([Submission(article)])
    assert desk.articles.origins("/r") == {"a": other}


ODD_TEXTS = [
    "e\u0301te\u0301 12 mots\u202f: «\u00a0oui\u202f»\r\n\r\n👩\u200d👧\u200d👦 🇫🇷 12 choses.\n",
    "\ufeffTexte 12 mots\u2028suite\x85fin\x0c.",
    "Avant\0 12 mots\0 après.",
    " \n\t 12 mots \n ",
    "ﬁn 12 mots ﷺ ½ Ⅷ 𝔘",
]


@pytest.mark.parametrize("text", ODD_TEXTS)
def test_text_is_kept_to_the_last_code_point(desk: Any, make_article: Any, text: str) -> None:
    article = make_article("a", text)
    desk.engine.put(article)
    assert desk.engine.article("a").article.text == text
    for passage in desk.passages.filter_documents():
        assert text[passage.meta["start"] : passage.meta["end"]] == passage.content
    reply = desk.engine.ask("12 mots ?")
    assert reply.answers
    for answer in reply.answers:
        for citation in answer.citations:
            assert text[citation.start : citation.end] == answer.text
            assert text[citation.quote_start : citation.quote_end] == citation.quote


@settings(
    deadline=None,
    max_examples=40,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=120))
def test_any_text_comes_back(desk: Any, make_article: Any, text: str) -> None:
    if not text.strip():
        return
    desk.passages.database.connection.execute("PRAGMA synchronous = OFF")
    desk.engine.put(make_article("a", text))
    assert desk.engine.article("a").article.text == text
    for passage in desk.passages.filter_documents():
        assert text[passage.meta["start"] : passage.meta["end"]] == passage.content


@pytest.mark.parametrize(
    "name",
    ["l'article", 'dit "A"', "a/b/../c", "100%", "%_", "é", "e\u0301", "🎉", "a#0-5", "?", " x"],
)
def test_odd_ids(desk: Any, make_article: Any, name: str) -> None:
    desk.engine.put(make_article("a", TEXT))
    desk.engine.put(make_article(name, TEXT))
    assert desk.engine.article(name).article.id == name
    reply = desk.engine.ask("tilleuls ?", filters={"field": "id", "operator": "!=", "value": ""})
    assert {c.article_id for a in reply.answers for c in a.citations} == {"a", name}
    desk.engine.delete(name)
    with pytest.raises(ArticleNotFound) as caught:
        desk.engine.article(name)
    assert caught.value.article_id == name
    assert counts(desk.engine) == (1, 1)


def test_deleting(desk: Any, make_article: Any) -> None:
    desk.engine.put(make_article("a", TEXT))
    before = desk.engine.state().version
    desk.engine.delete("a")
    assert counts(desk.engine) == (0, 0)
    assert desk.engine.state().version == before + 1
    with pytest.raises(ArticleNotFound):
        desk.engine.delete("a")
    assert desk.engine.state().version == before + 1
    assert desk.passages.bm25_retrieval("tilleuls") == []
    assert desk.engine.put(make_article("a", TEXT)).change is Change.ADDED


def test_pages_of_articles(desk: Any, make_article: Any) -> None:
    names = sorted(["b", "a", "é", "B", "🎉", "c"], key=str.encode)
    desk.engine.add([make_article(name, TEXT, meta={"n": n}) for n, name in enumerate(names)])
    seen: list[str] = []
    after: str | None = None
    for _ in range(3):
        page = desk.engine.articles(limit=2, after=after)
        assert page.total == 6
        seen += [stored.article.id for stored in page.articles]
        after = page.next_after
    assert (seen, after) == (names, None)
    few = desk.engine.articles(filters={"field": "meta.n", "operator": "<", "value": 3}, limit=2)
    assert (len(few.articles), few.total, few.next_after) == (2, 3, few.articles[1].article.id)
    assert desk.articles.ids() == names


def test_nothing_is_stored_of_a_transaction_that_fails(desk: Any, make_article: Any) -> None:
    desk.engine.put(make_article("a", TEXT))
    article = make_article("b", TEXT)
    with pytest.raises(RuntimeError), desk.articles.writing() as writer:
        writer.replace(article, [], "r", None)
        raise RuntimeError
    assert desk.articles.ids() == ["a"]


def test_free_metadata_comes_back(desk: Any) -> None:
    meta = {"n": 1, "x": 0.1, "list": [1, {"a": None}], "é": "\u202f", "big": 2**70, "t": True}
    desk.engine.put(Article("a", TEXT, meta=meta))
    assert dict(desk.engine.article("a").article.meta) == meta


def test_metadata_without_end() -> None:
    nested: list[Any] = []
    for _ in range(100_000):
        nested = [nested]
    with pytest.raises(InvalidArticle, match="meta"):
        Article("a", TEXT, meta={"x": nested})


def test_progress_is_told_with_each_portion(desk: Any, make_article: Any) -> None:
    text = " ".join(f"Le conseiller numéro {n} a voté contre le budget." for n in range(1500))
    told: list[int] = []
    desk.engine.add([make_article("a", text)], progress=lambda: told.append(1))
    assert len(told) > len(desk.embedder.batches) > 2
