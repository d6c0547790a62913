"""A question's way: retrieve, read, merge, weigh, cite, or decline."""

import time
from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Protocol

from haystack import Document, ExtractedAnswer

from index.answers.citing import cite, uncited
from index.answers.judging import Judge, Judged
from index.answers.merging import place
from index.loading.language import detect_question
from index.reply import CitedAnswer, IndexState, NoAnswerReason, Reply, SearchReply
from index.retrieval.hybrid import HybridRetrieval
from index.store.article_store import ArticleStore


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
        store: ArticleStore,
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
        clock = _Clock()
        language = detect_question(query)
        with self._store.database.reading():
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
    ) -> Reply:
        """At most ``top_k`` answers whose probability is at least ``threshold`` (default:
        the calibration's), or the reason why there is none.

        :raises FilterError: when the filter is malformed.
        """
        clock = _Clock()
        language = detect_question(question)
        # One view of the data throughout: what is cited is what was retrieved.
        with self._store.database.reading():
            state = self._store.state()
            found = self.retrieval.retrieve(
                question, top_k=self._settings.passages_read, filters=filters, language=language
            )
            clock.lap("retrieve")
            answers = self._reader.run(query=question, documents=found.passages)["answers"]
            judged = self._judge.judge(answers, found.query_vector, self._store.article)
            clock.lap("read")
            cited = self._cited(self._good(judged, threshold), top_k)
        return Reply(
            question=question,
            question_language=language,
            answered=bool(cited),
            answers=cited,
            no_answer_reason=None if cited else _reason(state, found.passages),
            passages=tuple(found.passages[: self._settings.passages_shown]),
            index=state,
            timings_ms=clock.timings(),
            debug=self._explained(judged, threshold) if debug else {},
        )

    def _good(self, judged: list[Judged], threshold: float | None) -> list[Judged]:
        least = self._judge.calibration.threshold if threshold is None else threshold
        return [each for each in judged if each.probability >= least]

    def _cited(self, good: Sequence[Judged], top_k: int) -> tuple[CitedAnswer, ...]:
        """At most ``top_k`` answers; spellings that could not be cited with the answer that
        they are variants of follow it as answers of their own."""
        waiting, answers = deque(good), list[CitedAnswer]()
        while waiting and len(answers) < top_k:
            judged = waiting.popleft()
            citations = cite(judged.candidate, self._store.article)
            score = min([judged.probability, *(answer.score for answer in answers[-1:])])
            answers.append(
                CitedAnswer(
                    text=judged.candidate.best.data or "",
                    score=score,
                    confidence=self._judge.calibration.confidence(score),
                    language=citations[0].language,
                    citations=tuple(citations),
                )
            )
            if variant := uncited(judged.candidate, citations):
                waiting.append(Judged(variant, judged.probability))
        return tuple(answers)

    def _explained(self, judged: list[Judged], threshold: float | None) -> dict[str, Any]:
        return {
            "threshold": self._judge.calibration.threshold if threshold is None else threshold,
            "candidates": [
                {
                    "text": each.candidate.best.data,
                    "probability": each.probability,
                    "evidence": asdict(each.candidate.evidence),
                    "found": [_found(answer) for answer in each.candidate.found],
                }
                for each in judged
            ],
        }


def _reason(state: IndexState, passages: list[Document]) -> NoAnswerReason:
    if state.passages == 0:
        return NoAnswerReason.EMPTY_INDEX
    return NoAnswerReason.LOW_CONFIDENCE if passages else NoAnswerReason.NO_RELEVANT_PASSAGE


def _found(answer: ExtractedAnswer) -> dict[str, Any]:
    assert answer.document is not None
    span = place(answer)
    return {
        "text": answer.data,
        "article_id": answer.document.meta["article_id"],
        "start": span.start,
        "end": span.end,
        "passage_id": answer.document.id,
        "retrieval": answer.document.meta.get("retrieval"),
        **answer.meta,
    }


class _Clock:
    """Milliseconds since the start, and between laps."""

    def __init__(self) -> None:
        self._begin = self._last = time.perf_counter()
        self._laps: dict[str, float] = {}

    def lap(self, name: str) -> None:
        now = time.perf_counter()
        self._laps[name] = round((now - self._last) * 1000, 2)
        self._last = now

    def timings(self) -> dict[str, float]:
        total = (time.perf_counter() - self._begin) * 1000
        return self._laps | {"total": round(total, 2)}
