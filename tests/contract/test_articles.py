"""Articles in, the same articles out."""

from typing import Any

import pytest
from haystack.errors import FilterError

from index.article import LONGEST_ID
from index.errors import ArticleExists, ArticleNotFound
from index.ingesting import Submission
from index.stored import Change, Origin

TEXTS = {
    "crlf": "Une ligne.\r\nUne autre.\r\rEt\tfin.\n",
    "nul": "Avant\0après. \x01\x1f\x7f",
    "emoji": "Le 👩‍👩‍👧 🎉 e\u0301 é \u2028 \ufeff ﷽ \U0010ffff",
    "spaces": "  \u00a0 Le texte. \u202f ",
    "quotes": '"Il a dit \'non\'\\" and (id != "") -- {} % \\u0041',
    "long": "Une phrase d'accents éèà et de 🎉. " * 28_000,
}


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_a_text_comes_back_exact(articles: Any, make_article: Any, text: str) -> None:
    article = make_article("a", text, title="Le « titre »\n", meta={'clé."\\': [1, {"b": None}]})
    with articles.writing() as writer:
        writer.replace(article, [], "recipe", None)
    assert articles.article("a").article == article
    assert articles.articles().articles[0].article == article


IDS = [
    "a",
    "é🎉",
    'a" or id != "',
    "\\",
    "it's",
    "a\nb\t",
    "%",
    "{x}",
    "né-\u2028",
    "z" * LONGEST_ID,
]


def test_any_id(desk: Any, make_article: Any) -> None:
    for article_id in IDS:
        desk.engine.put(make_article(article_id))
    assert list(desk.articles.ids()) == sorted(IDS, key=str.encode)
    assert desk.articles.versions(IDS).keys() == set(IDS)
    for article_id in IDS:
        assert desk.engine.article(article_id).article.id == article_id
        assert [doc.meta["article_id"] for doc in desk.articles.passages_of(article_id)] == [
            article_id
        ]
        desk.engine.delete(article_id)
        assert article_id not in desk.articles.ids()
    assert desk.passages.count_documents() == 0


def test_put_replace_and_delete(desk: Any, make_article: Any) -> None:
    engine = desk.engine
    first = make_article("a", "Le maire a planté 12 tilleuls.")
    second = make_article("a", "Le maire a planté 15 chênes. Il a plu.", title="Chênes")
    assert engine.put(first).change is Change.ADDED
    assert engine.put(first).change is Change.UNCHANGED
    assert engine.ask("Combien de tilleuls ?").answers[0].text == "12 tilleuls"
    assert engine.put(second).change is Change.CHANGED
    stored = engine.article("a")
    assert (stored.article, stored.version, stored.passages) == (second, second.version, 1)
    assert [doc.content for doc in desk.passages.filter_documents()] == [second.text]
    assert engine.ask("Combien de chênes ?").answers[0].text == "15 chênes"
    engine.delete("a")
    with pytest.raises(ArticleNotFound):
        engine.article("a")
    with pytest.raises(ArticleNotFound):
        engine.delete("a")
    assert desk.articles.passages_of("a") == []
    assert desk.passages.count_documents() == 0


def test_each_change_changes_the_version(desk: Any, make_article: Any) -> None:
    versions = [desk.engine.state().version]
    for change in (
        lambda: desk.engine.put(make_article("a")),
        lambda: desk.engine.put(make_article("a", "Autre texte.")),
        lambda: desk.engine.put(make_article("b")),
        lambda: desk.engine.delete("a"),
    ):
        change()
        versions.append(desk.engine.state().version)
    assert versions == sorted(set(versions))
    state = desk.engine.state()
    assert (state.articles, state.passages) == (1, 1)
    desk.engine.put(make_article("b"))
    assert desk.engine.state() == state


def test_a_batch_is_stored_or_not(desk: Any, make_article: Any) -> None:
    desk.engine.put(make_article("b", "Le premier."))
    with pytest.raises(ArticleExists):
        desk.engine.add([make_article("a"), make_article("b", "Un autre."), make_article("c")])
    with pytest.raises(RuntimeError), desk.articles.writing() as writer:
        writer.replace(make_article("a"), [], "recipe", None)
        raise RuntimeError
    assert list(desk.articles.ids()) == ["b"]
    assert desk.engine.article("b").article.text == "Le premier."
    outcomes = desk.engine.add([make_article(name) for name in "acd"])
    assert [outcome.article_id for outcome in outcomes] == ["a", "c", "d"]
    assert list(desk.articles.ids()) == ["a", "b", "c", "d"]
    assert desk.articles.delete_all(["a", "d", "x"]) == 2
    assert list(desk.articles.ids()) == ["b", "c"]


def test_versions_and_recipes(desk: Any, make_article: Any) -> None:
    article = make_article("a")
    desk.engine.put(article)
    recipe = desk.ingestor.recipe
    assert desk.articles.versions(["a", "b"]) == {"a": (article.version, recipe)}
    assert desk.articles.versions([]) == {}


def test_pages_are_in_order_of_id(desk: Any, make_article: Any) -> None:
    names = ["B", "a", "b", "ba", "é", "z", "Z", "10", "9"]
    for name in names:
        desk.engine.put(make_article(name, published_at=f"2023-01-0{len(name)}"))
    found, after = [], None
    while True:
        page = desk.engine.articles(limit=2, after=after)
        assert page.total == len(names)
        found += [stored.article.id for stored in page.articles]
        if (after := page.next_after) is None:
            break
    assert found == sorted(names, key=str.encode)
    assert desk.engine.articles(limit=len(names)).next_after is None
    assert desk.engine.articles(after="é").articles == ()


def test_pages_of_what_matches(desk: Any, make_article: Any) -> None:
    for number in range(12):
        desk.engine.put(make_article(f"n{number:02}", meta={"even": number % 2 == 0}))
    even = {"field": "meta.even", "operator": "==", "value": True}
    page = desk.engine.articles(filters=even, limit=4, after="n02")
    assert [stored.article.id for stored in page.articles] == ["n04", "n06", "n08", "n10"]
    assert (page.total, page.next_after) == (6, None)
    named = {"field": "article_id", "operator": "in", "value": ["n03", "n04", "x"]}
    assert desk.engine.articles(filters=named).total == 2
    text = {"field": "content", "operator": "==", "value": "Le maire a planté 12 tilleuls."}
    assert desk.engine.articles(filters=text).total == 12
    with pytest.raises(FilterError):
        desk.engine.articles(filters={"operator": "?"})


def test_origins(desk: Any, make_article: Any) -> None:
    one, other = Origin("/été", "/été/a.md"), Origin("/b", "/b/x.jsonl", 3)
    submissions = [Submission(make_article("a"), one), Submission(make_article("b"))]
    desk.ingestor.ingest(submissions)
    assert desk.articles.origins_of(["a", "b", "c"]) == {"a": one}
    assert desk.articles.origins("/été") == {"a": one}
    state = desk.engine.state()
    desk.ingestor.ingest([Submission(make_article("a"), other)])
    assert desk.articles.origins_of(["a"]) == {"a": other}
    assert (desk.articles.origins("/été"), desk.articles.origins("/b")) == ({}, {"a": other})
    assert desk.engine.state().articles == state.articles
    desk.engine.put(make_article("a", "Un autre texte."))
    assert desk.articles.origins_of(["a"]) == {}
    desk.ingestor.ingest([Submission(make_article("b"), one)])
    desk.engine.delete("b")
    assert desk.articles.origins("/été") == {}


def test_passages_come_with_embeddings(desk: Any, make_article: Any, hashed_vector: Any) -> None:
    text = " ".join(f"La phrase numéro {number} parle de la ville." for number in range(30))
    desk.engine.put(make_article("a", text))
    found = desk.articles.passages_of("a")
    assert len(found) == desk.engine.article("a").passages > 3
    assert [doc.meta["start"] for doc in found] == sorted(doc.meta["start"] for doc in found)
    for doc in found:
        assert doc.content == text[doc.meta["start"] : doc.meta["end"]]
        assert doc.embedding == hashed_vector(doc.content)
