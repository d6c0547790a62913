"""Sentences of French news, and what must hold for any text at all."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.text.sentences import LONGEST_WHOLE_QUOTE, split_sentences

N, T = "\u00a0", "\u202f"


def sentences(text: str) -> list[str]:
    return [span.within(text) for span in split_sentences(text)]


@pytest.mark.parametrize(
    "text",
    [
        "M. Tavernier a reçu Mme Okafor. | Ils ont signé.",
        "MM. Roux et Blin sont là. | Mlle Aubry aussi.",
        "Le Dr. Paul Vidal opère. | Il réussit.",
        "La villa date de 52 av. J.-C. environ. | Elle est vide.",
        "Selon l'art. 12 du code, c'est permis. | Le n° 4 aussi.",
        "Il vit de son art. | Elle aussi.",
        "L'O.N.U. proteste. | Les U.S. aussi.",
        "Il coûte 3,5 millions. | Elle en veut 12.30 au plus.",
        "The meeting ends at 5 p.m. today. | Nobody stays.",
        "Mr. Shaw met Sen. Diaz. | They left.",
        "Qui a gagné ? | Personne ! | Tant pis.",
        f"Qui a gagné{T}? | Personne{N}! | Tant pis{N}: on recommence.",
        "Il hésite… puis il part. | Elle reste.",
        "Il hésite... puis il part. | Elle reste.",
        "Il hésite… | Puis il part.",
        "« Je pars. Tu restes », dit-il. | Elle se tait.",
        f"«{N}Je pars. Tu restes{N}», dit-il. | Elle se tait.",
        "« Je pars. » | Elle se tait.",
        f"«{T}Je pars{T}!{T}» | Elle se tait.",
        "“Je pars. Tu restes”, dit-il. | Elle se tait.",
        'Il dit : "Je pars. Tu restes." | Elle se tait.',
        "« Pourquoi ? » a-t-il demandé. | Personne ne sait.",
        "Il cite « un “vieux. Grand” ami », dit-elle. | Fin.",
        "(Il pleut.) | Le match est annulé.",
        "— Tu viens ? | — Non. | — Dommage.",
        "Il est parti ! | Vraiment ?! | Oui.",
        "La 5G. | Puis la 6G.",
    ],
)
def test_french_and_english_typography(text: str) -> None:
    expected = text.split(" | ")
    assert sentences(" ".join(expected)) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Un.\r\nDeux.\r\n\r\nTrois", ["Un.", "Deux.", "Trois"]),
        ("• Un point\n• Un autre\n- Un tiret", ["• Un point", "• Un autre", "- Un tiret"]),
        ("Un titre\n\nUn texte.", ["Un titre", "Un texte."]),
        (
            "Le maire a parlé\nde la pluie. Il pleut.",
            ["Le maire a parlé\nde la pluie.", "Il pleut."],
        ),
        ("\n \t\n", []),
        ("", []),
        ("…", ["…"]),
        (". . .", [". . ."]),
        (
            "Il hésite . . . puis part. ...Et revient.",
            ["Il hésite . . . puis part.", "...Et revient."],
        ),
        ("\u2028Un.\u2028Deux.\u2028", ["Un.", "Deux."]),
    ],
)
def test_lines(text: str, expected: list[str]) -> None:
    assert sentences(text) == expected


def test_hard_wrapped_paragraph() -> None:
    text = (
        "La municipalité de Brisemont a voté mardi soir le budget de\r\n"
        "l'année prochaine, qui prévoit deux écoles. L'opposition, qui\r\n"
        "demandait un gymnase, s'est abstenue.\r\n\r\nLe maire jubile."
    )
    found = sentences(text)
    assert [each.split()[-1] for each in found] == ["écoles.", "abstenue.", "jubile."]
    assert found[1].startswith("L'opposition, qui\r\ndemandait")


def test_an_open_quotation_swallows_nothing() -> None:
    text = "« Il a commencé. Puis il a fini. Personne n'a fermé. " + "Il pleut. " * 60
    assert len(sentences(text)) == 63


def test_a_long_quotation_is_cut() -> None:
    inside = "Nous avons attendu toute la journée devant la gare. " * 12
    assert len(inside) > LONGEST_WHOLE_QUOTE
    assert len(sentences(f"« {inside}» Fin.")) >= 12


MARKS = list(" .!?…«»“”\"'’()[]—-•\n\r\t;:,aAéÉ1")
TEXTS = st.lists(
    st.one_of(
        st.sampled_from([*MARKS, N, T, "\u2028", "M.", "\r\n", " mot", " Mot", ". "]),
        st.characters(exclude_categories=["Cs"]),
    ),
    max_size=120,
).map("".join)


@given(TEXTS)
def test_every_character_is_in_one_sentence(text: str) -> None:
    end = 0
    for span in split_sentences(text):
        assert end <= span.start < span.end
        assert not text[end : span.start].strip()
        assert span.within(text) == span.within(text).strip()
        end = span.end
    assert not text[end:].strip()


def seconds(text: str) -> float:
    begin = time.process_time()
    split_sentences(text)
    return time.process_time() - begin


@pytest.mark.parametrize(
    "unit",
    [
        "!",
        "« ",
        "a\n",
        " ",
        '"',
        ". ",
        "A. ",
        "?»",
        "M.",
        "«»",
        "! — ",
        "a" * 60 + "\n",
        "“a",
        "...A ",
    ],
)
def test_time_is_linear(unit: str) -> None:
    """Twice the text takes about twice the time; a quadratic search would take hours."""
    text = unit * (400_000 // len(unit))
    assert seconds(text) < 4


def test_two_megabytes_of_the_slowest() -> None:
    assert seconds("« " * 1_000_000) < 15


def test_old_line_ends() -> None:
    text = "Le pont ferme\r\rIl est vieux. Il sera refait.\rLa mairie paie."
    assert [sentence.within(text) for sentence in split_sentences(text)] == [
        "Le pont ferme",
        "Il est vieux.",
        "Il sera refait.",
        "La mairie paie.",
    ]
