"""A question's way: retrieve, read, merge, weigh, cite, or decline."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Protocol

from haystack import Document

from index.answers.cited import cited_answers
from index.answers.explaining import explained
from index.answers.judging import Judge
from index.clock import Clock
from index.followups import resolve
from index.loading.language import detect_question
from index.reply import IndexState, NoAnswerReason, Reply, SearchReply
from index.retrieval.hybrid import HybridRetrieval
from index.storage import Articles
from index.turn import Turn


class Reader(Protocol):
    """Any Haystack extractive reader."""

    def run(self, query: str, documents: list[Document]) -> dict[str, Any]: ...


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
    ) -> None:
        self._store = store
        self.retrieval = retrieval
        self._reader = reader
        self._judge = judge
        self._settings = settings

    def warm_up(self) -> None:
        """Load the models, so that the first question is as fast as the next.

        :raises ModelDamaged: when a model file is missing or is not the shipped one.
        """
        self.retrieval.warm_up()
        if hasattr(self._reader, "warm_up"):
            self._reader.warm_up()
        detect_question("Qui ?")

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
        out from the turns of ``conversation``, oldest first.

        :raises FilterError: when the filter is malformed.
        """
        clock = Clock()
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
            answers = self._reader.run(query=asked, documents=found.passages)["answers"]
            # The same few articles are looked at for sentences, leftovers and citations.
            article = cache(self._store.article)
            judged = self._judge.judge(answers, found.query_vector, article)
            clock.lap("read")
            good = [each for each in judged if each.probability >= least]
            cited = cited_answers(good, top_k, article, self._judge.calibration)
        return Reply(
            question=question,
            question_language=language,
            answered=bool(cited),
            answers=cited,
            no_answer_reason=None if cited else _reason(state, found.passages),
            passages=tuple(found.passages[: self._settings.passages_shown]),
            index=state,
            timings_ms=clock.timings(),
            debug=explained(judged, least) if debug else {},
            resolved_question=resolved,
        )


def _reason(state: IndexState, passages: list[Document]) -> NoAnswerReason:
    if state.passages == 0:
        return NoAnswerReason.EMPTY_INDEX
    return NoAnswerReason.LOW_CONFIDENCE if passages else NoAnswerReason.NO_RELEVANT_PASSAGE
