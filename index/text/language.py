"""Which language a text is in."""

from collections.abc import Sequence
from functools import cache

from py3langid.langid import MODEL_FILE, LanguageIdentifier

#: Log-likelihood by which another language must beat the expected ones before a short
#: question counts as being in it. Names pull short questions elsewhere ("Quel âge a Yann
#: Aeschlimann ?" to German, by 4); nearly all German questions win by more.
_DEPARTURE = 10.0
#: The languages that a question may then be in. The model knows 140, and Luxembourgish,
#: Walloon or Breton would often take a French question about somebody with such a name.
_KNOWN = frozenset({
    "ar", "ca", "cs", "da", "de", "el", "en", "es", "fi", "fr", "he", "hu", "it",
    "ja", "ko", "nl", "no", "pl", "pt", "ro", "ru", "sv", "tr", "uk", "zh",
})  # fmt: skip
#: The head of an article is enough, and detection is linear in what it is given.
_HEAD = 5_000
#: Fewer letters than these are in no language, and in one that is expected.
_FEWEST = 3
_FEW = 200


@cache
def _identifier() -> LanguageIdentifier:
    return LanguageIdentifier.from_model_file(MODEL_FILE)


def detect(text: str) -> str | None:
    """The ISO 639-1 code of an article's language; ``None`` where there are no words.

    A text of a few words is taken for the kind of language that questions are taken for.
    The first call takes about half a second and 80 MB, for the model.
    """
    head = text[:_HEAD]
    letters = sum(map(str.isalpha, head))
    if letters < _FEWEST:
        return None
    if letters < _FEW:
        return detect_question(head)
    language: str = _identifier().classify(head)[0]
    return language if len(language) == 2 else None


def detect_question(text: str, expected: Sequence[str] = ("fr", "en")) -> str | None:
    """The ISO 639-1 code of a question's language; ``None`` where there are no words.

    Short questions full of names say little: the best of the ``expected`` languages is
    departed from only when another one is clearly likelier.
    """
    if not any(character.isalpha() for character in text):
        return None
    known = _KNOWN.union(expected)
    ranked: list[tuple[str, float]] = [
        entry for entry in _identifier().rank(text) if entry[0] in known
    ]
    likely, score = next((entry for entry in ranked if entry[0] in expected), ranked[0])
    other, best = ranked[0]
    return other if best - score >= _DEPARTURE else likely
