"""Questions in SQuAD's format, each with the paragraph that it is asked of."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from index.evaluation.contents import is_text
from index.evaluation.errors import InvalidSquad


@dataclass(frozen=True, slots=True)
class SquadQuestion:
    """A question of a paragraph; without ``answers`` the paragraph does not answer it.

    ``answers`` are the acceptable texts, which may repeat and, in translated files, be
    empty. ``paragraph`` is its place in the file, as in ``data[3].paragraphs[0]``.
    """

    id: str
    question: str
    context: str
    answers: list[str]
    paragraph: str


def squad_questions(document: Any) -> list[SquadQuestion]:
    """The questions of a parsed file, v1.1 or v2.0, in its order.

    As in the official script, ``answers`` alone says whether a question is answerable;
    ``is_impossible`` and ``answer_start`` need not be there and change nothing.

    :raises InvalidSquad: naming the part that is not as it must be.
    """
    return [
        question
        for article in _Part(document, "").parts("data")
        for paragraph in article.parts("paragraphs")
        for question in _asked_of(paragraph)
    ]


def _asked_of(paragraph: "_Part") -> Iterator[SquadQuestion]:
    context = paragraph.text("context")
    for asked in paragraph.parts("qas"):
        asked.must_be("is_impossible", bool, "must be true or false")
        answers = asked.parts("answers")
        for answer in answers:
            answer.must_be("answer_start", int, "must be an integer")
        yield SquadQuestion(
            asked.text("id"),
            asked.text("question"),
            context,
            [answer.text("text") for answer in answers],
            paragraph.place,
        )


@dataclass(frozen=True, slots=True)
class _Part:
    """An object of the file, and where it stands."""

    value: Any
    place: str

    def __post_init__(self) -> None:
        if not isinstance(self.value, dict):
            raise InvalidSquad(self.place, "is not a JSON object")

    def parts(self, name: str) -> list["_Part"]:
        found = self._member(name)
        if not isinstance(found, list):
            raise InvalidSquad(self._place_of(name), "must be a list")
        place = self._place_of(name)
        return [_Part(each, f"{place}[{number}]") for number, each in enumerate(found)]

    def text(self, name: str) -> str:
        found = self._member(name)
        if not is_text(found):
            raise InvalidSquad(self._place_of(name), "must be text")
        return found

    def must_be(self, name: str, kind: type, reason: str) -> None:
        """Checked where it is there at all."""
        if name in self.value and type(self.value[name]) is not kind:
            raise InvalidSquad(self._place_of(name), reason)

    def _member(self, name: str) -> Any:
        if name not in self.value:
            raise InvalidSquad(self._place_of(name), "is missing")
        return self.value[name]

    def _place_of(self, name: str) -> str:
        return f"{self.place}.{name}" if self.place else name
