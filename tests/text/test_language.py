"""The language of questions, which are short and full of names."""

import pytest

from index.text.language import detect, detect_question


@pytest.mark.parametrize(
    ("question", "language"),
    [
        ("Qui a rouvert la passerelle de Valmont ?", "fr"),
        ("qui a reouvert la passerelle", "fr"),
        ("Quel âge a Björn Aeschlimann ?", "fr"),
        ("Who reopened the Valmont footbridge?", "en"),
        ("how old is jeanne morel", "en"),
        ("¿Quién inauguró el puente de Valmont el martes?", "es"),
        ("Wer hat die Brücke am Dienstag wieder eröffnet?", "de"),
        ("???", None),
        ("", None),
    ],
)
def test_question(question: str, language: str | None) -> None:
    assert detect_question(question) == language


def test_expected_languages_can_be_others() -> None:
    assert detect_question("Dove si trova il ponte?", expected=("it",)) == "it"


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Un chien de Valmont dort.", "fr"),
        ("Rain in Valmont.", "en"),
        ("Der Hund schläft heute in Valmont auf dem Sofa.", "de"),
        ("El perro duerme hoy en la casa de mi abuela.", "es"),
        ("x", None),
        ("3 x 4 y", None),
    ],
)
def test_short_article(text: str, language: str | None) -> None:
    assert detect(text) == language


def test_article_without_words() -> None:
    assert detect(" 1 2 3 …\n") is None
