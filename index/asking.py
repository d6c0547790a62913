"""A question's way: retrieve, read, merge, weigh, cite, or decline."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from haystack import Document

from index.answers.explaining import explained, explained_passages
from index.answers.judging import Judge
from index.clock import Clock, Deadline
from index.curated.answers import CuratedAnswers
from index.finding import AnswerFinder, Asked, Outcome, Reader
from index.followups import spoken
from index.reply import IndexState, NoAnswerReason, Reply, SearchReply
from index.retrieval.hybrid import HybridRetrieval
from index.storage import Articles
from index.text.language import detect_question
from index.tracing import tag, tag_content, traced
from index.turn import Turn

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
        self._settings = settings
        read = settings.passages_read
        self.finder = AnswerFinder(store, retrieval, reader, judge, read, curated)

    def warm_up(self) -> None:
        """Load the models, so that the first question is as fast as the next.

        :raises ModelDamaged: when a model file is missing or is not the shipped one.
        """
        self.retrieval.warm_up()
        if hasattr(self.finder.reader, "warm_up"):
            self.finder.reader.warm_up()
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
        least = self.finder.judge.calibration.threshold if threshold is None else threshold
        asked = Asked(top_k, filters, least, Clock(), _reading_ends(seconds))
        # One view of the data throughout: what is cited is what was retrieved.
        with self._store.reading():
            state = self._store.state()
            outcome = self.finder.find(question, conversation, asked)
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

    def _explained(self, outcome: Outcome, asked: Asked) -> dict[str, Any]:
        fusion = self.retrieval.fusion
        weighing, calibration = outcome.weighing, self.finder.judge.calibration
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
