"""A curated answer: what somebody wants said where one of its questions is asked."""

import re
import unicodedata
from dataclasses import dataclass

#: The most questions that one answer may have.
MOST_QUESTIONS = 50

# A mark between digits is part of the number, as are "+" and "#" of names such as C++.
_MARKS = re.compile(r"(?<!\d)[.,]|[.,](?!\d)|[?!;:«»“”„\"'’`´()\[\]{}…–—/\\¿¡-]")


@dataclass(frozen=True, slots=True)
class Place:
    """The answer word for word in a stored article: ``article.text[start:end]``."""

    article_id: str
    start: int
    end: int


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


def exact_form(question: str) -> str:
    """The question without case, accents, punctuation and spare spaces: two questions with
    one form are the same."""
    text = question
    for _ in range(2):  # as compatibility characters come apart into capitals and marks
        text = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    plain = "".join(each for each in text if not unicodedata.combining(each))
    plain = _MARKS.sub(" ", plain)
    return " ".join(plain.split()) or question.strip()
