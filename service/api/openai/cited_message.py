"""An answer as a chat message: word for word, with numbered citations."""

import re
from dataclasses import dataclass, field

from service.api.courtesy import ABSTENTIONS, declined
from service.api.schemas.answer import Answer, AskResponse, Citation

#: Nothing else begins like this: line breaks inside the list of sources become spaces.
_SOURCES = "\n\n[1] "
_BULLET = "- "
_NEXT_BULLET = re.compile(r" \[\d+\]\n- ")


@dataclass(frozen=True, slots=True)
class Source:
    """An article that is cited, by the number that it has in the message."""

    number: int
    citation: Citation
    quotes: list[str]

    @property
    def name(self) -> str:
        """The article's title, or its id where it has none."""
        return _one_line(self.citation.title or "") or self.citation.article_id

    @property
    def line(self) -> str:
        """Title, source and date, with what was quoted."""
        date = (self.citation.published_at or "")[:10]
        about = [self.name, _one_line(self.citation.source or ""), date]
        quotes = " … ".join(f"“{quote}”" for quote in self.quotes)
        return f"[{self.number}] {_one_line(', '.join(filter(None, about)))}: {quotes}"


@dataclass(frozen=True, slots=True)
class Mark:
    """``message.text[start:end]`` is the number, in brackets, of ``source``."""

    start: int
    end: int
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
        message = cls()
        message._quote(response.answers[0])
        if message.sources:
            message.text += "\n\n" + "\n".join(source.line for source in message.sources)
        return message

    def _quote(self, answer: Answer) -> None:
        if len(answer.parts) > 1:
            for at, part in enumerate(answer.parts):
                self.text += ("\n" if at else "") + _BULLET + part.text
                self._mark(self._source(part.citation))
            return
        self.text = answer.text
        for citation in answer.citations:
            self._source(citation)
        for source in self.sources:
            self._mark(source)

    def _source(self, citation: Citation) -> Source:
        """The article of ``citation``, which has one number throughout."""
        quote = _one_line(citation.quote)
        for source in self.sources:
            if source.citation.article_id == citation.article_id:
                if quote not in source.quotes:
                    source.quotes.append(quote)
                return source
        self.sources.append(Source(len(self.sources) + 1, citation, [quote]))
        return self.sources[-1]

    def _mark(self, source: Source) -> None:
        self.text += f" [{source.number}]"
        start = len(self.text) - len(str(source.number)) - 2
        self.marks.append(Mark(start, len(self.text), source))


def without_citations(text: str) -> str | None:
    """The answer in a message that was made here, or all of another's; ``None`` where it
    says that there is none."""
    if text.strip() in ABSTENTIONS:
        return None
    answer, separator, sources = text.rpartition(_SOURCES)
    if not separator:
        return text.strip() or None
    if answer.startswith(_BULLET):
        parts = _NEXT_BULLET.split(re.sub(r" \[\d+\]$", "", answer[len(_BULLET) :]))
        if len(parts) > 1:
            return ", ".join(parts)
    for number in range(sources.count("\n") + 1, 0, -1):
        mark = f" [{number}]"
        if not answer.endswith(mark):
            break
        answer = answer.removesuffix(mark)
    return answer or None


def _one_line(text: str) -> str:
    return " ".join(text.split())
