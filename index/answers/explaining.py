"""Why a question was answered as it was: what ``debug`` shows, as JSON."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from haystack import Document, ExtractedAnswer

from index.answers.calibration import Calibration
from index.answers.evidence import Evidence, margin
from index.answers.judging import Judged, Weighing
from index.answers.merging import place
from index.text.terms import has_content


def explained_passages(passages: Sequence[Document]) -> list[dict[str, Any]]:
    """The passages that were read, best first: where each came in either ranking, from 1, with
    its score there (cosine, BM25), and the fused score that ranks it here."""
    return [
        {
            "rank": rank,
            "passage_id": passage.id,
            "article_id": passage.meta["article_id"],
            "start": passage.meta["start"],
            "end": passage.meta["end"],
            "language": passage.meta.get("language"),
            "score": passage.score,
            **{name: passage.meta["retrieval"].get(name) for name in ("dense", "bm25")},
        }
        for rank, passage in enumerate(passages, start=1)
    ]


def explained(
    weighing: Weighing, calibration: Calibration, threshold: float, top_k: int
) -> dict[str, Any]:
    """The reader's spans in its order, what became of each and why, and the candidates."""
    fates = _fates(weighing)
    numbers = {id(answer): number for number, (answer, _) in enumerate(weighing.spans)}
    return {
        "threshold": threshold,
        "spans": [
            _span(answer) | _weighed(evidence, calibration) | _fate(answer, fates)
            for answer, evidence in weighing.spans
        ],
        "candidates": [
            {
                "text": each.candidate.best.data,
                "probability": each.probability,
                "evidence": asdict(each.candidate.evidence),
                "outcome": _outcome(each, rank, threshold, top_k),
                "found": [
                    {"span": numbers[id(answer)], **_where(answer)}
                    for answer in each.candidate.found
                ],
            }
            for rank, each in enumerate(weighing.judged)
        ],
    }


def _fates(weighing: Weighing) -> dict[int, dict[str, Any]]:
    """By span: the candidate that it is the best or another place of, if that was kept."""
    fates: dict[int, dict[str, Any]] = {}
    for number, judged in enumerate(weighing.judged):
        for answer in judged.candidate.others:
            fates[id(answer)] = {"outcome": "merged", "candidate": number}
        fates[id(judged.candidate.best)] = {"outcome": "best", "candidate": number}
    for judged in weighing.leftovers:
        for answer in judged.candidate.found:
            fates[id(answer)] = {"outcome": "leftover", "candidate": None}
    return fates


def _fate(answer: ExtractedAnswer, fates: dict[int, dict[str, Any]]) -> dict[str, Any]:
    said = "not_compared" if has_content(answer.data or "") else "no_words"
    return fates.get(id(answer), {"outcome": said, "candidate": None})


def _outcome(judged: Judged, rank: int, threshold: float, top_k: int) -> str:
    if judged.probability < threshold:
        return "below_threshold"
    return "answered" if rank < top_k else "beyond_top_k"


def _span(answer: ExtractedAnswer) -> dict[str, Any]:
    """``logit``: of start and end together; ``null_score``: that of "no answer"."""
    ahead, null_score = margin(answer), answer.meta.get("null_score")
    return _where(answer) | {
        "parts": _parts(answer),
        "score": float(answer.score),
        "logit": None if null_score is None else ahead + null_score,
        "null_score": null_score,
        "margin": ahead,
    }


def _where(answer: ExtractedAnswer) -> dict[str, Any]:
    assert answer.document is not None
    span = place(answer)
    return {
        "text": answer.data,
        "article_id": answer.document.meta["article_id"],
        "start": span.start,
        "end": span.end,
        "passage_id": answer.document.id,
    }


def _parts(answer: ExtractedAnswer) -> list[list[int]]:
    assert answer.document is not None
    begin = answer.document.meta["start"]
    return [[start + begin, end + begin] for start, end in answer.meta.get("parts", [])]


def _weighed(evidence: Evidence | None, calibration: Calibration) -> dict[str, Any]:
    if evidence is None:
        return {"evidence": None, "probability": None}
    return {"evidence": asdict(evidence), "probability": calibration.probability(evidence)}
