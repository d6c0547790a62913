"""Searching, alike in every store."""

from typing import Any

import numpy as np
import pytest
from haystack import Document


def only(field: str, value: Any) -> dict[str, Any]:
    return {"field": field, "operator": "==", "value": value}


def test_scores_are_cosines(passages: Any) -> None:
    vectors = np.random.default_rng(1).normal(size=(200, 8)) * 7
    passages.write_documents(
        [Document(content=str(n), embedding=list(map(float, v))) for n, v in enumerate(vectors)]
    )
    query = np.random.default_rng(2).normal(size=8) * 3
    cosines = vectors @ query / np.linalg.norm(vectors, axis=1) / np.linalg.norm(query)
    found = passages.embedding_retrieval(list(map(float, query)), top_k=20)
    assert [int(doc.content) for doc in found] == np.argsort(-cosines)[:20].tolist()
    assert [doc.score for doc in found] == pytest.approx(np.sort(-cosines)[:20] * -1, abs=1e-5)
    assert all(doc.embedding is None for doc in found)


def test_ties_go_to_the_older(passages: Any) -> None:
    names = [f"n{number:03}" for number in range(30)]
    passages.write_documents([Document(content=n, embedding=[1.0, 2.0]) for n in names])
    for top_k in (30, 100):
        found = passages.embedding_retrieval([1.0, 2.0], top_k=top_k)
        assert [doc.content for doc in found] == names


@pytest.mark.parametrize("top_k", [0, -1])
def test_top_k_of_nothing(passages: Any, top_k: int) -> None:
    passages.write_documents([Document(content="un mot", embedding=[1.0, 0.0])])
    assert passages.embedding_retrieval([1.0, 0.0], top_k=top_k) == []
    assert passages.bm25_retrieval("mot", top_k=top_k) == []


def test_a_selective_filter_finds_all_it_leaves(passages: Any) -> None:
    chosen = {17, 201, 499}
    passages.write_documents(
        [
            Document(
                content=f"Conseil {number}",
                meta={"desk": "rare" if number in chosen else "common"},
                embedding=[float(number in chosen) - 1, 1.0],
            )
            for number in range(500)
        ]
    )
    rare = only("meta.desk", "rare")
    found = passages.embedding_retrieval([-1.0, 0.0], rare, top_k=10)
    assert {doc.content for doc in found} == {f"Conseil {number}" for number in chosen}
    assert passages.embedding_retrieval([1.0, 0.0], only("meta.desk", "none")) == []


def test_another_dimension(passages: Any) -> None:
    assert passages.embedding_retrieval([1.0, 2.0, 3.0]) == []
    passages.write_documents([Document(content="a", embedding=[1.0, 0.0])])
    with pytest.raises(ValueError, match="3 numbers"):
        passages.embedding_retrieval([1.0, 2.0, 3.0])
    with pytest.raises(ValueError, match="dimension"):
        passages.write_documents([Document(content="b", embedding=[1.0, 0.0, 0.0])])
    with pytest.raises(ValueError, match="dimension"):
        vectors = ([1.0, 1.0, 1.0], None, [1.0, 0.0])
        passages.write_documents([Document(content=str(v), embedding=v) for v in vectors])
    assert passages.count_documents() == 1


def test_by_words(passages: Any) -> None:
    """Where the server has BM25: the same stems as in SQLite, accents and plurals alike."""
    texts = ["Le maire a planté des tilleuls.", "Les électeurs ont voté.", "Rien de tout cela."]
    passages.write_documents(
        [
            Document(content=text, meta={"language": "fr", "title": f"T{n}"})
            for n, text in enumerate(texts)
        ]
    )
    found = passages.bm25_retrieval("Quel électeur vote ?", language="fr")
    cluster = getattr(passages, "cluster", None)
    if cluster is not None and not cluster.collections.has_bm25:
        assert found == []
        return
    assert [doc.content for doc in found] == texts[1:2]
    assert found[0].score > 0
    assert passages.bm25_retrieval("tilleul", only("title", "T1"), language="fr") == []
    assert passages.bm25_retrieval("? !") == []


def test_the_best_of_an_engine(desk: Any, make_article: Any) -> None:
    desk.engine.put(make_article("a", "Le maire a planté 12 tilleuls.", language="fr"))
    desk.engine.put(make_article("b", "Le conseil a voté 3 budgets.", language="fr", source="B"))
    found = desk.engine.search("Combien de budgets le conseil a-t-il votés ?").passages
    assert [doc.meta["article_id"] for doc in found] == ["b", "a"]
    assert desk.engine.ask("Combien de budgets ?", filters=only("source", "C")).answers == ()
    reply = desk.engine.ask("Combien de budgets ?", filters=only("source", "B"))
    assert [answer.citations[0].article_id for answer in reply.answers] == ["b"]
