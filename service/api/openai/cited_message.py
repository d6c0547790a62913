"""An answer as a chat message: word for word, with numbered citations."""

import re
from dataclasses import dataclass, field

from service.api.courtesy import ABSTENTIONS, declined
from service.api.schemas.answer import Answer, AskResponse
from service.api.sources import Source, sources_of

#: Nothing else begins like this: line breaks inside the list of sources become spaces.
_SOURCES = "\n\n[1] "
_BULLET = "- "
_NEXT_BULLET = re.compile(r" \[\d+\]\n- ")
_MARK = re.compile(r" \[\d+\]\Z")


@dataclass(frozen=True, slots=True)
class Mark:
    """``message.text[start:end]`` is the ``number``, in brackets, of ``source``."""

    start: int
    end: int
    number: int
    source: Source


@dataclass(slots=True)
class CitedMessage:
    """The text of a message, with the marks in it and the sources that they stand for."""

    text: str = ""
    marks: list[Mark] = field(default_factory=list)
    sources: list[Source] = field(default_factory=list)

    @classmethod
    def of(cls, response: AskResponse) -> "CitedMessage":
        """The best answer with its sources, or a sentence that says there is none."""
        if not (response.answered and response.answers):
            return cls(declined(response.question_language, response.no_answer_reason))
        best = response.answers[0]
        parts = best.parts if len(best.parts) > 1 else []
        citations = [part.citation for part in parts] or best.citations
        message = cls(sources=sources_of(citations, response.curated))
        message._quote(best)
        if message.sources:
            lines = (f"[{n}] {source.in_short}" for n, source in enumerate(message.sources, 1))
            message.text += "\n\n" + "\n".join(lines)
        return message

    def _quote(self, answer: Answer) -> None:
        if len(answer.parts) > 1:
            numbers = {source.article_id: n for n, source in enumerate(self.sources, 1)}
            for at, part in enumerate(answer.parts):
                self.text += ("\n" if at else "") + _BULLET + part.text
                self._mark(numbers[part.citation.article_id])
            return
        self.text = answer.text
        for number in range(1, len(self.sources) + 1):
            self._mark(number)

    def _mark(self, number: int) -> None:
        start = len(self.text) + 1
        self.text += f" [{number}]"
        self.marks.append(Mark(start, len(self.text), number, self.sources[number - 1]))


def without_citations(text: str) -> str | None:
    """The answer in a message that was made here, or all of another's; ``None`` where it
    says that there is none."""
    if text.strip() in ABSTENTIONS:
        return None
    answer, _, sources = text.rpartition(_SOURCES)
    marks = _marks_of(sources)
    if not answer or not marks:
        return text.strip() or None
    if answer.startswith(_BULLET) and _MARK.search(answer):
        parts = _NEXT_BULLET.split(_MARK.sub("", answer[len(_BULLET) :]))
        if len(parts) > 1:
            return ", ".join(parts)
    # An answer may have notes of its own below it.
    return (answer.removesuffix(marks) if answer.endswith(marks) else text.strip()) or None


def _marks_of(sources: str) -> str | None:
    """The marks that stand before ``sources``, the first of which has lost its number;
    ``None`` where these are no list of sources."""
    others = sources.rstrip().split("\n")[1:]
    if not all(line.startswith(f"[{number}] ") for number, line in enumerate(others, 2)):
        return None
    return "".join(f" [{number}]" for number in range(1, len(others) + 2))
