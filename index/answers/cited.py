"""From candidates that are good enough to the answers of a reply."""

from collections import deque
from collections.abc import Callable, Sequence

from index.answers.calibration import Calibration
from index.answers.citing import cite, cite_parts, uncited
from index.answers.judging import Judged
from index.answers.merging import Candidate
from index.reply import CitedAnswer
from index.stored import StoredArticle
from index.tracing import traced


@traced("citeqa.cite")
def cited_answers(
    good: Sequence[Judged],
    top_k: int,
    article: Callable[[str], StoredArticle],
    calibration: Calibration,
) -> tuple[CitedAnswer, ...]:
    """At most ``top_k`` answers. Spellings that could not be cited with the answer that they
    are variants of come after all others, unless their articles are cited by then.

    :raises CitationBroken: when an article is not what its passages were cut from.
    """
    answers: list[CitedAnswer] = []
    waiting = deque((judged, False) for judged in good)
    while waiting and len(answers) < top_k:
        judged, is_variant = waiting.popleft()
        done = [citation for answer in answers for citation in answer.citations]
        candidate = uncited(judged.candidate, done) if is_variant else judged.candidate
        if candidate is None:
            continue
        score = min([judged.probability, *(answer.score for answer in answers[-1:])])
        answers.append(_answer(candidate, score, article, calibration))
        if variant := uncited(candidate, answers[-1].citations):
            waiting.append((Judged(variant, judged.probability), True))
    return tuple(answers)


def _answer(
    candidate: Candidate,
    score: float,
    article: Callable[[str], StoredArticle],
    calibration: Calibration,
) -> CitedAnswer:
    citations = cite(candidate, article)
    return CitedAnswer(
        text=candidate.best.data or "",
        score=score,
        confidence=calibration.confidence(score),
        language=citations[0].language,
        citations=tuple(citations),
        parts=tuple(cite_parts(candidate, article)),
    )
