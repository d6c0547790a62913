"""A question's way: retrieve, read, merge, weigh, cite, or decline."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from typing import Any, Protocol, runtime_checkable

from haystack import Document, ExtractedAnswer

from index.answers.cited import cited_answers
from index.answers.explaining import explained, explained_passages
from index.answers.judging import Judge, Weighing
from index.clock import Clock, Deadline
from index.curated.answers import CuratedAnswers, Found
from index.errors import QuestionTimedOut
from index.followups import Taken, spoken, ways_to_take
from index.loading.language import detect_question
from index.reading.onnx_reader import ReadSoFar
from index.reply import CitedAnswer, IndexState, NoAnswerReason, Reply, SearchReply
from index.retrieval.hybrid import HybridRetrieval, Retrieved
from index.storage import Articles
from index.tracing import tag, tag_content, traced
from index.turn import Turn


class Reader(Protocol):
    """Any Haystack extractive reader."""

    def run(self, query: str, documents: list[Document]) -> dict[str, Any]: ...


@runtime_checkable
class StoppableReader(Protocol):
    """A reader that can be stopped, and then tells how far it came."""

    def run_until(self, query: str, documents: list[Document], deadline: Deadline) -> ReadSoFar: ...


#: Seconds that judging and citing take after reading, kept back from a question's time; of a
#: short time a quarter at most.
AFTER_READING = 0.1


@dataclass(frozen=True, slots=True)
class _Asked:
    """What every way to take a question is answered with."""

    top_k: int
    filters: Mapping[str, Any] | None
    least: float
    clock: Clock
    deadline: Deadline


@dataclass(frozen=True, slots=True)
class _Outcome:
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


@dataclass(frozen=True, slots=True)
class AskingSettings:
    """``passages_read``: how many passages the reader sees. ``passages_shown``: how many
    a reply lists."""

    passages_read: int = 8
    passages_shown: int = 5


class QuestionAnswerer:
    """Answers questions with the articles' own words."""

    def __init__(
        self,
        store: Articles,
        retrieval: HybridRetrieval,
        reader: Reader,
        judge: Judge,
        settings: AskingSettings,
        curated: CuratedAnswers | None = None,
    ) -> None:
        self._store = store
        self.retrieval = retrieval
        self._reader = reader
        self._judge = judge
        self._settings = settings
        self._curated = curated

    def warm_up(self) -> None:
        """Load the models, so that the first question is as fast as the next.

        :raises ModelDamaged: when a model file is missing or is not the shipped one.
        """
        self.retrieval.warm_up()
        if hasattr(self._reader, "warm_up"):
            self._reader.warm_up()
        detect_question("Qui ?")

    @traced("citeqa.search")
    def search(
        self, query: str, *, top_k: int = 10, filters: Mapping[str, Any] | None = None
    ) -> SearchReply:
        """The best ``top_k`` passages.

        :raises FilterError: when the filter is malformed.
        """
        clock = Clock()
        language = detect_question(query)
        with self._store.reading():
            found = self.retrieval.retrieve(query, top_k=top_k, filters=filters, language=language)
            clock.lap("retrieve")
            state = self._store.state()
        return SearchReply(query, language, tuple(found.passages), state, clock.timings())

    @traced("citeqa.ask")
    def ask(
        self,
        question: str,
        *,
        top_k: int = 3,
        filters: Mapping[str, Any] | None = None,
        threshold: float | None = None,
        debug: bool = False,
        conversation: Sequence[Turn] = (),
        seconds: float | None = None,
    ) -> Reply:
        """At most ``top_k`` answers whose probability is at least ``threshold`` (default:
        the calibration's), or the reason why there is none. A follow-up takes what it leaves
        out from the turns of ``conversation``, oldest first; where it may stand on its own as
        well, only if it has no answer so. A curated answer that is meant for the question is
        given alone.

        After ``seconds`` the best of what was read by then, marked ``partial``. A reader that
        cannot stop (it has no ``run_until``) is not begun when they are over, and reads all.

        :raises FilterError: when the filter is malformed.
        :raises QuestionTimedOut: when ``seconds`` were over before anything was read.
        """
        least = self._judge.calibration.threshold if threshold is None else threshold
        asked = _Asked(top_k, filters, least, Clock(), _reading_ends(seconds))
        # One view of the data throughout: what is cited is what was retrieved.
        with self._store.reading():
            state = self._store.state()
            outcome = self._best(self._ways_to_take(question, conversation, filters), asked)
        language, cited = _language(question, conversation), outcome.cited
        tag(question_language=language, answered=bool(cited), answers=len(cited))
        tag_content(question=question)
        return Reply(
            question=question,
            question_language=language,
            answered=bool(cited),
            answers=cited,
            no_answer_reason=None if cited else _reason(state, outcome.found.passages),
            passages=tuple(outcome.found.passages[: self._settings.passages_shown]),
            index=state,
            timings_ms=asked.clock.timings(),
            debug=self._explained(outcome, asked) if debug else {},
            partial=not outcome.complete,
            curated=outcome.curated.curated if outcome.curated else None,
            resolved_question=outcome.taken.resolved,
        )

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

    def _best(self, ways: Sequence[Taken], asked: _Asked) -> _Outcome:
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

    def _outcome(self, taken: Taken, asked: _Asked) -> _Outcome:
        language = detect_question(taken.asked)
        found = self.retrieval.retrieve(
            taken.asked,
            top_k=self._settings.passages_read,
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
        weighing = self._judge.weigh(answers, found.query_vector, article)
        asked.clock.lap("read")
        good = [each for each in weighing.judged if each.probability >= asked.least]
        cited = cited_answers(good, asked.top_k, article, self._judge.calibration)
        if curated:
            cited = (curated.answer,)
        return _Outcome(taken, found, weighing, cited, complete, curated)

    @traced("citeqa.read")
    def _read(
        self, question: str, passages: list[Document], deadline: Deadline
    ) -> tuple[list[ExtractedAnswer], bool]:
        """The reader's answers, and whether it has read all ``passages``."""
        if not passages:
            return [], True
        if deadline.passed():
            raise QuestionTimedOut
        if not isinstance(self._reader, StoppableReader):
            answers: list[ExtractedAnswer] = self._reader.run(query=question, documents=passages)[
                "answers"
            ]
            complete = True
        else:
            read = self._reader.run_until(question, passages, deadline)
            if not (read.begun or read.complete):
                raise QuestionTimedOut
            answers, complete = read.answers, read.complete
        tag(passages=len(passages), spans=len(answers), complete=complete)
        return answers, complete

    def _explained(self, outcome: _Outcome, asked: _Asked) -> dict[str, Any]:
        fusion = self.retrieval.fusion
        weighing, calibration = outcome.weighing, self._judge.calibration
        return {
            "fusion": {
                "k": fusion.k,
                "bm25_weight": fusion.bm25_weight,
                "bm25_weight_across_languages": fusion.bm25_weight_across_languages,
            },
            "passages": explained_passages(outcome.found.passages),
        } | explained(weighing, calibration, asked.least, asked.top_k)


def _reading_ends(seconds: float | None) -> Deadline:
    if seconds is None:
        return Deadline(None)
    return Deadline(seconds - min(AFTER_READING, seconds / 4))


def _language(question: str, conversation: Sequence[Turn]) -> str | None:
    """What the question itself is in: not what it is resolved to."""
    language = detect_question(question)
    if conversation and language in ("fr", "en"):
        return spoken(question, conversation) or language
    return language


def _reason(state: IndexState, passages: list[Document]) -> NoAnswerReason:
    if state.passages == 0:
        return NoAnswerReason.EMPTY_INDEX
    return NoAnswerReason.LOW_CONFIDENCE if passages else NoAnswerReason.NO_RELEVANT_PASSAGE
