"""A curated answer: what somebody wants said where one of its questions is asked."""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

#: The most questions that one answer may have.
MOST_QUESTIONS = 50

# A mark before a digit is part of the number, as is a sign; and "C-" is not "C", as C++ is not.
_MARKS = re.compile(
    r"[.,](?!\d)|(?<=[^\W\d])[.,]|[?!;:«»“”„\"'’`´()\[\]{}…—/\\¿¡]|"
    r"-(?![.,]?\d)(?<!\w-)|(?<=\w)-(?=\w)"
)
_SIGN = re.compile(r"[–−](?=[.,]?\d)|–")
_SUPERSCRIPT = re.compile("[⁰¹²³⁴⁵⁶⁷⁸⁹]+")


@dataclass(frozen=True, slots=True)
class Place:
    """The answer word for word in a stored article: ``article.text[start:end]``.

    ``quote``: the sentences that it stood in when it was kept; ``None`` where that is not known.
    """

    article_id: str
    start: int
    end: int
    quote: str | None = None


class Placed(NamedTuple):
    """An answer, where it stands, and the version of the article in which it does."""

    answer: str
    place: Place
    version: str


@dataclass(frozen=True, slots=True)
class Source:
    """What an answer in the editor's own words rests on; it has a ``title`` or a ``url``."""

    title: str | None = None
    url: str | None = None
    source: str | None = None


@dataclass(frozen=True, slots=True)
class CuratedAnswer:
    """``questions``: wordings of the question, 1 to 50. ``language``: of the answer, an
    ISO 639-1 code. ``updated``: an ISO 8601 instant in UTC, where it is stored."""

    id: str
    questions: tuple[str, ...]
    answer: str
    citation: Place | Source
    language: str | None = None
    updated: str | None = None


@lru_cache(maxsize=65_536)
def exact_form(question: str) -> str:
    """The question without case, accents, punctuation and spare spaces: two questions with
    one form are the same."""
    # "10⁶" is not "106".
    text = _SUPERSCRIPT.sub(lambda found: f"^{found[0]}", question)
    for _ in range(2):  # as compatibility characters come apart into capitals and marks
        text = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    plain = _MARKS.sub(" ", _SIGN.sub("-", _without_accents(text)))
    return " ".join(plain.split()) or question.strip()


def _without_accents(text: str) -> str:
    """Decomposed text without the accents of Latin letters: elsewhere they make other letters."""
    kept, latin = [], False
    for each in text:
        if not unicodedata.combining(each):
            latin = each < "\u0250"
        elif latin:
            continue
        kept.append(each)
    return "".join(kept)
