"""Answers of several spans, each with its own place in the article."""

from typing import Any

import pytest
from haystack import Document, ExtractedAnswer

from index.answers.citing import cite_parts
from index.answers.evidence import Evidence
from index.answers.merging import Candidate
from index.article import Article
from index.stored import StoredArticle

TEXT = "La pluie tombe. Odile Ferrand a signé hier, ainsi que Paul Vidal. Zoé Aubry dort."
PASSAGE = TEXT.index("Odile")


def candidate(**meta: Any) -> Candidate:
    """An answer from "Odile" to "Vidal" in the passage that begins with "Odile"."""
    content = TEXT[PASSAGE:]
    end = content.index(".")
    document = Document(id="p", content=content, meta={"article_id": "a", "start": PASSAGE})
    answer = ExtractedAnswer(
        query="Qui ?",
        score=0.9,
        data=content[:end],
        document=document,
        document_offset=ExtractedAnswer.Span(0, end),
        meta=meta,
    )
    return Candidate(answer, Evidence(1.0, 1.0, 0.0))


def stored(text: str) -> StoredArticle:
    article = Article("a", text, title="Signature")
    return StoredArticle(article, article.version, 1, "2024-01-01T00:00:00Z")


def test_every_part_is_cited_in_the_article() -> None:
    second = TEXT[PASSAGE:].index("Paul")
    parts = cite_parts(candidate(parts=[[0, 13], [second, second + 10]]), lambda _: stored(TEXT))
    assert [part.text for part in parts] == ["Odile Ferrand", "Paul Vidal"]
    for part in parts:
        place = part.citation
        assert TEXT[place.start : place.end] == part.text
        assert place.quote == "Odile Ferrand a signé hier, ainsi que Paul Vidal."
        assert place.article_id == "a" and place.passage_id == "p"


@pytest.mark.parametrize("meta", [{}, {"parts": []}])
def test_an_answer_of_one_piece_has_no_parts(meta: dict[str, Any]) -> None:
    assert cite_parts(candidate(**meta), lambda _: stored(TEXT)) == []
