"""A question's way: retrieve, read, merge, weigh, cite, or decline."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Protocol, runtime_checkable

from haystack import Document, ExtractedAnswer

from index.answers.cited import cited_answers
from index.answers.explaining import explained, explained_passages
from index.answers.judging import Judge, Weighing
from index.clock import Clock, Deadline
from index.curated.answers import CuratedAnswers
from index.errors import QuestionTimedOut
from index.followups import resolve
from index.loading.language import detect_question
from index.reading.onnx_reader import ReadSoFar
from index.reply import IndexState, NoAnswerReason, Reply, SearchReply
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
        out from the turns of ``conversation``, oldest first. A curated answer that is meant
        for the question is given alone.

        After ``seconds`` the best of what was read by then, marked ``partial``. A reader that
        cannot stop (it has no ``run_until``) is not begun when they are over, and reads all.

        :raises FilterError: when the filter is malformed.
        :raises QuestionTimedOut: when ``seconds`` were over before anything was read.
        """
        clock, deadline = Clock(), _reading_ends(seconds)
        resolved = resolve(question, conversation)
        asked = resolved or question
        # A follow-up is, as a rule, about the article that the turn before it was answered from.
        preferred = conversation[-1].article_ids if resolved else ()
        language = detect_question(asked)
        least = self._judge.calibration.threshold if threshold is None else threshold
        # One view of the data throughout: what is cited is what was retrieved.
        with self._store.reading():
            state = self._store.state()
            found = self.retrieval.retrieve(
                asked,
                top_k=self._settings.passages_read,
                filters=filters,
                language=language,
                preferred=preferred,
            )
            clock.lap("retrieve")
            curated = self._curated and self._curated.find(
                asked, language, found.query_vector, filters
            )
            documents = [] if curated else found.passages
            answers, complete = self._read(asked, documents, deadline)
            # The same few articles are looked at for sentences, leftovers and citations.
            article = cache(self._store.article)
            weighing = self._judge.weigh(answers, found.query_vector, article)
            clock.lap("read")
            good = [each for each in weighing.judged if each.probability >= least]
            cited = cited_answers(good, top_k, article, self._judge.calibration)
            if curated:
                cited = (curated.answer,)
        tag(question_language=language, answered=bool(cited), answers=len(cited))
        tag_content(question=question)
        return Reply(
            question=question,
            question_language=language,
            answered=bool(cited),
            answers=cited,
            no_answer_reason=None if cited else _reason(state, found.passages),
            passages=tuple(found.passages[: self._settings.passages_shown]),
            index=state,
            timings_ms=clock.timings(),
            debug=self._explained(found, weighing, least, top_k) if debug else {},
            partial=not complete,
            curated=curated.curated if curated else None,
            resolved_question=resolved,
        )

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

    def _explained(
        self, found: Retrieved, weighing: Weighing, least: float, top_k: int
    ) -> dict[str, Any]:
        fusion = self.retrieval.fusion
        return {
            "fusion": {
                "k": fusion.k,
                "bm25_weight": fusion.bm25_weight,
                "bm25_weight_across_languages": fusion.bm25_weight_across_languages,
            },
            "passages": explained_passages(found.passages),
        } | explained(weighing, self._judge.calibration, least, top_k)


def _reading_ends(seconds: float | None) -> Deadline:
    if seconds is None:
        return Deadline(None)
    return Deadline(seconds - min(AFTER_READING, seconds / 4))


def _reason(state: IndexState, passages: list[Document]) -> NoAnswerReason:
    if state.passages == 0:
        return NoAnswerReason.EMPTY_INDEX
    return NoAnswerReason.LOW_CONFIDENCE if passages else NoAnswerReason.NO_RELEVANT_PASSAGE
