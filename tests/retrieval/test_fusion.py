"""Reciprocal rank fusion, to the last digit."""

from typing import Any

import pytest
from haystack import Document

from index.retrieval import LanguageAwareFusion


def ranking(*names: str, **meta: Any) -> list[Document]:
    return [
        Document(id=name, content=name, meta={"language": "fr"} | meta, score=9.0 - rank)
        for rank, name in enumerate(names)
    ]


def scores(documents: list[Document]) -> dict[str, float | None]:
    return {document.id: document.score for document in documents}


def test_exact_scores() -> None:
    fusion = LanguageAwareFusion(k=60, bm25_weight=1.0)
    found = fusion.run(ranking("a", "b"), ranking("b", "c"), "fr")["documents"]
    best = 2 / 61
    assert scores(found) == pytest.approx(
        {"b": (1 / 62 + 1 / 61) / best, "a": (1 / 61) / best, "c": (1 / 62) / best}, abs=1e-12
    )
    assert [doc.id for doc in found] == ["b", "a", "c"]


def test_first_in_both_is_one() -> None:
    for weight in (0.0, 0.3, 1.0, 4.0):
        fusion = LanguageAwareFusion(k=10, bm25_weight=weight, bm25_weight_across_languages=0.0)
        found = fusion.run(ranking("a"), ranking("a"), "fr")["documents"]
        assert found[0].score == pytest.approx(1)


@pytest.mark.parametrize(
    ("asked", "written", "weight"),
    [("fr", "fr", 1.0), ("en", "fr", 0.2), (None, "fr", 1.0), ("en", None, 1.0)],
)
def test_languages(asked: str | None, written: str | None, weight: float) -> None:
    fusion = LanguageAwareFusion(k=60, bm25_weight=1.0, bm25_weight_across_languages=0.2)
    found = fusion.run([], ranking("a", "b", language=written), asked)["documents"]
    best = 2 / 61
    assert scores(found) == pytest.approx({"a": weight / 61 / best, "b": weight / 62 / best})


def test_a_document_without_language_counts_in_full() -> None:
    found = LanguageAwareFusion().run([], [Document(id="a", content="a")], "en")["documents"]
    assert found[0].score == pytest.approx(0.5)


def test_no_score_exceeds_one_whatever_the_weights() -> None:
    fusion = LanguageAwareFusion(bm25_weight=0.1, bm25_weight_across_languages=5.0)
    found = fusion.run(ranking("a"), ranking("a"), "en")["documents"]
    assert found[0].score == pytest.approx(1)


def test_notes_tell_ranks_and_scores() -> None:
    found = LanguageAwareFusion().run(ranking("a", "b"), ranking("b"), "fr")["documents"]
    notes = {doc.id: doc.meta["retrieval"] for doc in found}
    assert notes == {
        "b": {"dense": {"rank": 2, "score": 8.0}, "bm25": {"rank": 1, "score": 9.0}},
        "a": {"dense": {"rank": 1, "score": 9.0}},
    }


@pytest.mark.parametrize("own", ["a word", 3, None, {"dense": "x"}])
def test_metadata_of_that_name_does_no_harm(own: Any) -> None:
    given = ranking("a", retrieval=own)
    found = LanguageAwareFusion().run(given, given, "fr")["documents"]
    assert set(found[0].meta["retrieval"]) == {"dense", "bm25"}
    assert given[0].meta["retrieval"] == own


def test_a_document_twice_in_one_ranking_counts_once() -> None:
    once = LanguageAwareFusion().run(ranking("a", "b"), [], "fr")["documents"]
    twice = LanguageAwareFusion().run(ranking("a", "a", "a"), [], "fr")["documents"]
    assert len(twice) == 1
    assert twice[0].score == once[0].score


def test_ties_keep_the_dense_order_and_top_k_cuts() -> None:
    fusion = LanguageAwareFusion(top_k=3)
    dense, bm25 = ranking("a", "c"), ranking("b", "d")
    assert [doc.id for doc in fusion.run(dense, bm25, "fr")["documents"]] == ["a", "b", "c"]
    assert [doc.id for doc in fusion.run(dense, bm25, "fr", top_k=1)["documents"]] == ["a"]
    assert fusion.run(dense, bm25, "fr", top_k=0)["documents"] == []
    assert fusion.run([], [], "fr")["documents"] == []
