"""Why a question was answered as it was: what ``debug`` shows."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from haystack import ExtractedAnswer

from index.answers.judging import Judged
from index.answers.merging import place


def explained(judged: Sequence[Judged], threshold: float) -> dict[str, Any]:
    """The threshold, and the candidates, best first, with the evidence for each; as JSON."""
    return {
        "threshold": threshold,
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
