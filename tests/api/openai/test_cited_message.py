"""The text of messages: made from an answer, and taken apart again."""

from hypothesis import given
from hypothesis import strategies as st

from index.reply import NoAnswerReason
from service.api.courtesy import ABSTENTIONS, declined
from service.api.openai.cited_message import CitedMessage, without_citations
from service.api.openai.event_stream import pieces
from service.api.schemas.answer import Answer, AskResponse, Citation, CuratedMatch, Part


def citation(article_id, quote="Un mot.", **about):
    described = dict.fromkeys(("title", "source", "url", "published_at", "language"))
    places = {"start": 0, "end": 1, "quote_start": 0, "quote_end": len(quote)}
    return Citation(
        article_id=article_id,
        article_version="v",
        quote=quote,
        passage_id="p",
        **(described | about),
        **places,
    )


def message(text, citations=(), parts=(), rests_on=None):
    answer = Answer(
        text=text,
        score=0.9,
        confidence="high",
        language="fr",
        citations=list(citations),
        parts=[Part(text=text, citation=cited) for text, cited in parts],
    )
    response = AskResponse.model_construct(
        answered=True, answers=[answer], question_language="fr", no_answer_reason=None
    )
    if rests_on is not None:
        source = dict.fromkeys(("title", "url", "source")) | rests_on
        response.curated = CuratedMatch(id="c", question="?", similarity=1.0, source=source)
    return CitedMessage.of(response)


def test_each_article_has_its_number():
    made = message(
        "le 4 mai",
        [
            citation("a", title="Le\npont", source="La Gazette", published_at="2024-05-04T10:00"),
            citation("b", quote="Le 4 mai,\n\n[1] donc."),
            citation("a", quote="Encore le 4 mai."),
        ],
    )

    assert made.text == (
        "le 4 mai [1] [2]\n\n"
        "[1] Le pont, La Gazette, 2024-05-04: “Un mot.” … “Encore le 4 mai.”\n"
        "[2] b: “Le 4 mai, [1] donc.”"
    )
    assert [made.text[mark.start : mark.end] for mark in made.marks] == ["[1]", "[2]"]


def test_an_enumeration_is_its_parts():
    both = [("Anna", citation("a")), ("Zoé 🌉", citation("b")), ("Max", citation("a"))]

    made = message("Anna, non, Zoé 🌉 et Max", parts=both)

    assert made.text.startswith("- Anna [1]\n- Zoé 🌉 [2]\n- Max [1]\n\n[1] a: “Un mot.”\n[2] b:")
    marked = [(made.text[: mark.start][-5:], mark.number) for mark in made.marks]
    assert marked == [("Anna ", 1), ("oé 🌉 ", 2), (" Max ", 1)]
    assert without_citations(made.text) == "Anna, Zoé 🌉, Max"


def test_an_answer_without_sources_is_itself():
    assert message("Oui.").text == "Oui."
    assert message("Oui.").marks == []


def test_a_curated_answer_says_what_it_rests_on():
    made = message(
        "De 9 h à 17 h.", rests_on={"title": "Nos\nhoraires", "source": "Nous", "url": "https://x"}
    )

    assert made.text == "De 9 h à 17 h. [1]\n\n[1] Nos horaires, Nous"
    assert [(mark.start, mark.end, mark.source.url) for mark in made.marks] == [
        (15, 18, "https://x")
    ]
    assert message("Oui.", rests_on={"url": "https://x"}).text == "Oui. [1]\n\n[1] https://x"


def test_notes_of_an_answer_are_the_answers_own():
    curated = "Oui.\n\n[1] Sauf le lundi.\n\nEt le mardi."
    noted = "Oui.\n\n[1] Sauf le lundi."

    for text in (curated, noted):
        assert without_citations(text) == text
        assert without_citations(message(text, rests_on={"title": "Contact"}).text) == text
        assert without_citations(message(text, [citation("a"), citation("b")]).text) == text


def test_what_another_model_said_is_left_as_it_is():
    assert without_citations(" Le pont [3] est ouvert [1] ") == "Le pont [3] est ouvert [1]"
    assert without_citations("  ") is None


def test_sentences_without_an_answer_are_none_in_a_conversation():
    for language in ("fr", "en", "de", None):
        for reason in NoAnswerReason:
            assert without_citations(declined(language, reason)) is None


def test_other_languages_get_english():
    assert declined("de", None) == declined(None, None) == declined("en", None)
    assert declined("fr", None) != declined("en", None)
    assert len(ABSTENTIONS) == 4


# Text as articles have it: line breaks, astral characters, and what looks like a citation.
_TEXT = st.text(
    alphabet=st.sampled_from("ab 🌉é[]12:“”\n\r\u2028\t-,."), min_size=1, max_size=40
).filter(str.strip)


@given(
    text=_TEXT.filter(lambda text: not text.startswith("- ")),
    articles=st.lists(st.tuples(st.sampled_from("abc"), _TEXT), min_size=1, max_size=4),
    title=_TEXT,
)
def test_the_answer_comes_out_as_it_went_in(text, articles, title):
    made = message(text, [citation(each, quote, title=title) for each, quote in articles])

    assert made.text.startswith(text)
    assert without_citations(made.text) == text
    for mark in made.marks:
        assert made.text[mark.start : mark.end] == f"[{mark.number}]"
        assert f"[{mark.number}] {mark.source.in_short}" in made.text


@given(_TEXT | st.just(""))
def test_pieces_are_the_whole(text):
    assert "".join(pieces(text)) == text
