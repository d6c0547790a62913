"""When two answers are one, and what is cited of them."""

from collections.abc import Callable
from typing import Any

import pytest
from haystack import Document, ExtractedAnswer

from index.answers.citing import CitationBroken, cite, sentences_around, uncited
from index.answers.evidence import Evidence
from index.answers.merging import Candidate, merged, place
from index.answers.normal import figures, key_tokens, squad_tokens, token_f1
from index.article import Article
from index.errors import ArticleNotFound
from index.span import Span
from index.stored import StoredArticle

NOTHING = Evidence(0.0, 0.0, 0.0)


def found(article: Article, text: str, nth: int = 0, offset: int = 0) -> ExtractedAnswer:
    """The ``nth`` ``text`` of an article, in a passage that begins at ``offset``."""
    start = -1
    for _ in range(nth + 1):
        start = article.text.index(text, start + 1)
    passage = Document(
        id=f"{article.id}#{offset}",
        content=article.text[offset:],
        meta={"article_id": article.id, "start": offset},
    )
    span = ExtractedAnswer.Span(start - offset, start - offset + len(text))
    return ExtractedAnswer(query="?", score=0.5, data=text, document=passage, document_offset=span)


def groups(*answers: ExtractedAnswer) -> list[list[str | None]]:
    return [
        [each.data for each in candidate.found]
        for candidate in merged([(each, NOTHING) for each in answers])
    ]


def alike(one: str, other: str) -> bool:
    first, second = Article("a", f"X {one} Y"), Article("b", f"X {other} Y")
    return len(groups(found(first, one), found(second, other))) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Odile Ferrand", "Odile Ferrand"),
        ("Ferrand", "Odile Ferrand"),
        ("la ministre Ferrand", "Ministre Ferrand"),
        ("Choïgou", "Choigou"),
        ("l’Élysée", "Elysee"),
        ("« Odile Ferrand »", "Odile Ferrand"),
        ("12 septembre", "le 12 septembre 2023"),
        ("1 200 personnes", "1 200 personnes"),
        ("1\u202f200 personnes", "1 200 personnes"),
        ("…", "…"),
    ],
)
def test_alike(one: str, other: str) -> None:
    assert alike(one, other)
    assert alike(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Moscou", "entre Moscou et Pyongyang"),
        ("200 personnes", "1 200 personnes"),
        ("200 personnes", "1\u202f200 personnes"),
        ("5 millions d'euros", "3,5 millions d'euros"),
        ("9 millions", "8,9 millions"),
        ("Odile Ferrand", "Odile Roux"),
        ("deux ans", "dix ans"),
        ("…", "—"),
        ("le", "la"),
    ],
)
def test_not_alike(one: str, other: str) -> None:
    assert not alike(one, other)
    assert not alike(other, one)


def test_overlapping_places_are_one_answer_and_others_are_not() -> None:
    article = Article("a", "Le préfet de Corrèze et la maire de Brisemont ont signé lundi matin.")
    one = found(article, "préfet de Corrèze et la maire")
    other = found(article, "la maire de Brisemont ont signé")
    apart = found(article, "lundi matin")
    assert groups(one, other, apart) == [[one.data, other.data], [apart.data]]
    same_span = found(Article("b", article.text), "la maire de Brisemont ont signé")
    assert len(groups(one, same_span)) == 2


def test_the_best_keeps_its_evidence() -> None:
    article = Article("a", "Odile Ferrand parle. Ferrand se tait.")
    first, second = found(article, "Odile Ferrand"), found(article, "Ferrand", nth=1)
    evidence = [Evidence(3.0, 0.5, 0.0), Evidence(1.0, 0.5, 0.0)]
    (candidate,) = merged(list(zip([first, second], evidence, strict=True)))
    assert (candidate.best, candidate.evidence) == (first, evidence[0])
    assert candidate.others == [second]
    assert merged([]) == []


def test_place_is_in_the_article() -> None:
    article = Article("a", "Une phrase. Odile Ferrand parle.")
    assert place(found(article, "Ferrand", offset=12)) == Span(18, 25)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Le maire, l'a dit : « Non ! »", ["maire", "dit", "non"]),
        ("The cat’s a hat", ["cat", "s", "hat"]),
        ("du pain, de l’eau et des œufs", ["pain", "eau", "et", "œufs"]),
        ("", []),
    ],
)
def test_squad_tokens(text: str, expected: list[str]) -> None:
    assert squad_tokens(text) == expected


def test_key_tokens_and_figures() -> None:
    assert key_tokens("L’Élysée") == ("elysee",)
    assert key_tokens(" les ") == ("les",)
    assert figures("1 200 hommes, 3,5 % et 90'000 francs en 2023") == {
        "1200",
        "35",
        "90000",
        "2023",
    }
    assert figures("12 septembre 2023 à 14 h") == {"12", "2023", "14"}


@pytest.mark.parametrize(
    ("one", "other", "f1"),
    [
        ("a b c", "a b c", 1),
        ("a b", "b c d", 0.4),
        ("a a", "a", 2 / 3),
        ("a", "b", 0),
        ("", "", 1),
        ("", "a", 0),
    ],
)
def test_token_f1(one: str, other: str, f1: float) -> None:
    assert token_f1(one.split(), other.split()) == pytest.approx(f1)


# ---------------------------------------------------------------------------- citing


def stored(*articles: Article) -> Callable[[str], StoredArticle]:
    by_id = {a.id: StoredArticle(a, a.version, 1, "2024-01-01T00:00:00+00:00") for a in articles}

    def look_up(article_id: str) -> StoredArticle:
        if article_id not in by_id:
            raise ArticleNotFound(article_id)
        return by_id[article_id]

    return look_up


def test_a_citation_says_all() -> None:
    text = "Il pleut. Hier, Odile Ferrand a parlé. Rien d'autre."
    article = Article("a", text, "T", "S", "A", "https://x.example", "2024-01-02", "fr")
    answer = found(article, "Odile Ferrand", offset=10)
    (citation,) = cite(Candidate(answer, NOTHING), stored(article))
    assert text[citation.start : citation.end] == "Odile Ferrand"
    assert citation.quote == "Hier, Odile Ferrand a parlé."
    assert text[citation.quote_start : citation.quote_end] == citation.quote
    assert citation.article_version == article.version
    assert citation.passage_id == "a#10"
    described = (
        citation.title,
        citation.source,
        citation.url,
        citation.published_at,
        citation.language,
    )
    assert described == ("T", "S", "https://x.example", "2024-01-02", "fr")


def test_variants_are_cited_word_for_word_or_not_at_all() -> None:
    one = Article("a", "Odile Ferrand parle.")
    wider = Article("b", "La ministre Odile Ferrand parle.")
    narrower = Article("c", "Ici, Odile Ferrand parle.")
    other = Article("d", "Mme Ferrand parle.")
    candidate = Candidate(
        found(one, "Odile Ferrand"),
        NOTHING,
        [
            found(wider, "La ministre Odile Ferrand"),
            found(narrower, "Ferrand"),
            found(other, "Ferrand"),
        ],
    )
    cited = cite(candidate, stored(one, wider, narrower, other))
    assert [c.article_id for c in cited] == ["a", "b", "c"]
    for citation, article in zip(cited, (one, wider, narrower), strict=True):
        assert article.text[citation.start : citation.end] == "Odile Ferrand"


def test_a_variant_elsewhere_in_the_sentence_is_not_taken_for_it() -> None:
    one = Article("a", "Ferrand parle.")
    far = Article("b", "Ferrand et, bien plus loin dans la phrase, Mme Ferrando parlent.")
    candidate = Candidate(found(one, "Ferrand"), NOTHING, [found(far, "Mme Ferrando")])
    for citation in cite(candidate, stored(one, far)):
        article = {"a": one, "b": far}[citation.article_id]
        assert article.text[citation.start : citation.end] == "Ferrand"
        if citation.article_id == "b":
            assert citation.start > 30


def test_one_place_is_cited_once() -> None:
    article = Article("a", "Odile Ferrand parle. Odile Ferrand se tait.")
    first, again = found(article, "Odile Ferrand"), found(article, "Odile Ferrand")
    second = found(article, "Odile Ferrand", nth=1)
    cited = cite(Candidate(first, NOTHING, [again, second]), stored(article))
    assert [c.start for c in cited] == [0, 21]
    assert [c.quote for c in cited] == ["Odile Ferrand parle.", "Odile Ferrand se tait."]


def test_a_changed_article_breaks_the_citation() -> None:
    article = Article("a", "Odile Ferrand parle.")
    candidate = Candidate(found(article, "Odile Ferrand"), NOTHING)
    with pytest.raises(CitationBroken):
        cite(candidate, stored(Article("a", "Hier, Odile Ferrand a parlé.")))
    with pytest.raises(ArticleNotFound):
        cite(candidate, stored())


@pytest.mark.parametrize(
    ("answer", "quote"),
    [
        ("mardi", "Il viendra mardi."),
        ("mardi. Ou mercredi", "Il viendra mardi. Ou mercredi, dit-elle."),
        ("Suite", "Suite"),
        ("Je pars", "« Je pars. Tu restes », dit-elle."),
    ],
)
def test_quotes_are_whole_sentences(answer: str, quote: str) -> None:
    text = (
        "Rien. Il viendra mardi. Ou mercredi, dit-elle.\n"
        "« Je pars. Tu restes », dit-elle.\n\nSuite\n"
    )
    article = Article("a", text)
    (citation,) = cite(Candidate(found(article, answer), NOTHING), stored(article))
    assert citation.quote == quote


def test_quotes_hold_no_title_and_no_residue() -> None:
    text = "Accord à Brisemont\nles ministres ont signé lundi\nPartager sur Facebook\nla paix.\n"
    article = Article("a", text, title="Accord à Brisemont")
    for answer in ("ministres", "paix"):
        span = place(found(article, answer))
        quote = sentences_around(article, span).within(text)
        assert answer in quote
        assert "Accord" not in quote and "Partager" not in quote


def test_an_article_without_sentences(make_article: Any) -> None:
    article = make_article("a", "Partager sur Facebook")
    assert sentences_around(article, Span(0, 8)) == Span(0, 8)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("deux lancements ratés", "deux missiles tirés", False),
        ("deux lancements", "deux lancements", True),
        ("deux lancement", "deux lancements", True),
        ("deux", "deux missiles", True),
    ],
)
def test_bare_numbers_are_the_same_when_they_count_the_same(
    one: str, other: str, same: bool
) -> None:
    first = Article("a", f"Il y a eu {one}", language="fr")
    second = Article("b", f"Hier, on a vu {other}", language="fr")
    answers = [found(first, "deux"), found(second, "deux")]
    for answer in answers:
        assert answer.document is not None
        answer.document.meta["language"] = "fr"
    assert (len(groups(*answers)) == 1) is same


def test_spellings_that_cannot_be_cited_are_left_over() -> None:
    one = Article("a", "12\u202f500 euros de recettes.")
    same = Article("b", "Soit 12\u202f500 euros.")
    other = Article("c", "Soit 12\u00a0500 euros.")
    also = Article("d", "Encore 12\u00a0500 euros.")
    answers = [found(one, "12\u202f500 euros"), found(same, "12\u202f500 euros")]
    variants = [found(other, "12\u00a0500 euros"), found(also, "12\u00a0500 euros")]
    candidate = Candidate(answers[0], NOTHING, [answers[1], *variants])
    citations = cite(candidate, stored(one, same, other, also))
    assert [each.article_id for each in citations] == ["a", "b"]
    left = uncited(candidate, citations)
    assert left is not None
    assert [each.article_id for each in cite(left, stored(other, also))] == ["c", "d"]
    assert uncited(left, cite(left, stored(other, also))) is None
