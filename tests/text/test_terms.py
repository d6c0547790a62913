"""Index terms: what must be found by what."""

import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.text.terms import fold, question_terms, terms


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("l'Élysée", "l’Élysée"),
        ("cœur", "coeur"),
        ("œuvre", "OEUVRE"),
        ("Ægir", "aegir"),
        ("Straße", "strasse"),
        ("Łódź", "lodz"),
        ("cafe\u0301", "café"),
        ("ÉCOLE", "école"),
        ("présidents", "président"),
        ("négociations", "négociation"),
        ("ﬁn", "fin"),
    ],
)
def test_the_same_french_terms(one: str, other: str) -> None:
    assert terms(one, "fr") == terms(other, "fr") != []


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("Les chevaux de l’Élysée", "fr", ["le", "cheval", "de", "l", "elys"]),
        ("running Runners ran", "en", ["run", "runner", "ran"]),
        ("running Runners", None, ["running", "runners"]),
        ("running Runners", "xx", ["running", "runners"]),
        ("12 000 € n°4, 3,5 %", "fr", ["12", "000", "n", "4", "3", "5"]),
        ("snake_case", None, ["snake", "case"]),
        ("🎉 — …", "fr", []),
        ("", "fr", []),
    ],
)
def test_exact_terms(text: str, language: str | None, expected: list[str]) -> None:
    assert terms(text, language) == expected


@pytest.mark.parametrize("word", ["Élysée", "Ÿ", "İstanbul", "ǅ"])
def test_folding_is_stable(word: str) -> None:
    assert fold(fold(word)) == fold(word)


@pytest.mark.parametrize("text", ["Москва́", "東京タワー", "مرحبا", "हिन्दी", "עברית", "ไทย", "𝔘𝔫𝔦"])
def test_other_scripts(text: str) -> None:
    for language in ("fr", "ru", "ja", None):
        assert all(terms(text, language)) and terms(text, language)


def test_question_terms() -> None:
    found = question_terms("Où les présidents se sont-ils rencontrés ?", "fr")
    assert found[:2] == ["president", "rencontr"]
    assert len(set(found)) == len(found)
    assert not {"ou", "les", "se", "sont", "ils"} & set(found)


def test_question_in_a_third_language_is_stemmed_in_three() -> None:
    found = question_terms("elecciones", "es")
    assert set(found) == {
        *terms("elecciones", "es"),
        *terms("elecciones", "fr"),
        *terms("elecciones", "en"),
    }


def test_a_question_of_stop_words_keeps_them() -> None:
    assert question_terms("Qui est-ce ?", "fr") != []
    assert question_terms("???", "fr") == []


def test_no_word_of_any_script_becomes_query_syntax() -> None:
    letters = (chr(code) for code in range(sys.maxunicode + 1) if chr(code).isalnum())
    assert not [letter for letter in letters if '"' in fold(letter) or "\0" in fold(letter)]


@given(st.text(max_size=60), st.sampled_from(["fr", "en", "de", "ro", None]))
def test_any_text(text: str, language: str | None) -> None:
    for found in (terms(text, language), question_terms(text, language)):
        assert all(term and '"' not in term for term in found)
