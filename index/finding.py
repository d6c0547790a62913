"""Finding the answer to a question, in each of the ways in which it can be taken."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from typing import Any, Protocol, runtime_checkable

from haystack import Document, ExtractedAnswer

from index.answers.cited import cited_answers
from index.answers.judging import Judge, Weighing
from index.clock import Clock, Deadline
from index.curated.answers import CuratedAnswers, Found
from index.errors import QuestionTimedOut
from index.followups import Taken, ways_to_take
from index.reading.onnx_reader import ReadSoFar
from index.reply import CitedAnswer
from index.retrieval.hybrid import HybridRetrieval, Retrieved
from index.storage import Articles
from index.text.language import detect_question
from index.tracing import tag, traced
from index.turn import Turn


class Reader(Protocol):
    """Any Haystack extractive reader."""

    def run(self, query: str, documents: list[Document]) -> dict[str, Any]: ...


@runtime_checkable
class StoppableReader(Protocol):
    """A reader that can be stopped, and then tells how far it came."""

    def run_until(self, query: str, documents: list[Document], deadline: Deadline) -> ReadSoFar: ...


@dataclass(frozen=True, slots=True)
class Asked:
    """What every way to take a question is answered with."""

    top_k: int
    filters: Mapping[str, Any] | None
    least: float
    clock: Clock
    deadline: Deadline


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a question taken in one way gets."""

    taken: Taken
    found: Retrieved
    weighing: Weighing
    cited: tuple[CitedAnswer, ...]
    complete: bool
    curated: Found | None

    @property
    def score(self) -> float:
        """The first answer's; 0 where there is none."""
        return self.cited[0].score if self.cited else 0.0

    @property
    def expected(self) -> bool:
        """Whether the first answer is from the articles of the turn before, where they are
        known."""
        cited = {each.article_id for each in self.cited[0].citations}
        return not self.taken.preferred or bool(cited & set(self.taken.preferred))


class AnswerFinder:
    """Retrieves, reads, weighs and cites."""

    def __init__(
        self,
        store: Articles,
        retrieval: HybridRetrieval,
        reader: Reader,
        judge: Judge,
        passages_read: int,
        curated: CuratedAnswers | None,
    ) -> None:
        self._store = store
        self._retrieval = retrieval
        self.reader = reader
        self.judge = judge
        self._passages_read = passages_read
        self._curated = curated

    def find(self, question: str, conversation: Sequence[Turn], asked: Asked) -> Outcome:
        """What a question gets after the turns before it.

        :raises FilterError: when the filter is malformed.
        :raises QuestionTimedOut: when time was over before anything was read.
        """
        return self._best(self._ways_to_take(question, conversation, asked.filters), asked)

    def _ways_to_take(
        self, question: str, conversation: Sequence[Turn], filters: Mapping[str, Any] | None
    ) -> Sequence[Taken]:
        ways = ways_to_take(question, conversation)
        # A curated answer for the question as it is comes before what it may stand for.
        if ways[0].resolved and self._curated:
            language = detect_question(question)
            if self._curated.find(question, language, None, filters):
                return (Taken(question),)
        return ways

    def _best(self, ways: Sequence[Taken], asked: Asked) -> Outcome:
        """The first that is answered, or else the first. An answer from elsewhere than the
        turn before has to be likelier than one from there."""
        first = self._outcome(ways[0], asked)
        if first.curated or (first.cited and first.expected):
            return first
        for taken in ways[1:]:
            with suppress(QuestionTimedOut):
                other = self._outcome(taken, asked)
                if other.cited and other.expected and other.score > first.score:
                    return other
        return first

    def _outcome(self, taken: Taken, asked: Asked) -> Outcome:
        language = detect_question(taken.asked)
        found = self._retrieval.retrieve(
            taken.asked,
            top_k=self._passages_read,
            filters=asked.filters,
            language=language,
            preferred=taken.preferred,
        )
        asked.clock.lap("retrieve")
        curated = None
        if self._curated:
            curated = self._curated.find(taken.asked, language, found.query_vector, asked.filters)
        documents = [] if curated else found.passages
        answers, complete = self._read(taken.asked, documents, asked.deadline)
        # The same few articles are looked at for sentences, leftovers and citations.
        article = cache(self._store.article)
        weighing = self.judge.weigh(answers, found.query_vector, article)
        asked.clock.lap("read")
        good = [each for each in weighing.judged if each.probability >= asked.least]
        cited = cited_answers(good, asked.top_k, article, self.judge.calibration)
        if curated:
            cited = (curated.answer,)
        return Outcome(taken, found, weighing, cited, complete, curated)

    @traced("citeqa.read")
    def _read(
        self, question: str, passages: list[Document], deadline: Deadline
    ) -> tuple[list[ExtractedAnswer], bool]:
        """The reader's answers, and whether it has read all ``passages``."""
        if not passages:
            return [], True
        if deadline.passed():
            raise QuestionTimedOut
        if not isinstance(self.reader, StoppableReader):
            answers: list[ExtractedAnswer] = self.reader.run(query=question, documents=passages)[
                "answers"
            ]
            complete = True
        else:
            read = self.reader.run_until(question, passages, deadline)
            if not (read.begun or read.complete):
                raise QuestionTimedOut
            answers, complete = read.answers, read.complete
        tag(passages=len(passages), spans=len(answers), complete=complete)
        return answers, complete
