"""From candidates that are good enough to the answers of a reply."""

from collections import deque
from collections.abc import Callable, Iterator, Sequence

from index.answers.calibration import Calibration
from index.answers.citing import cite, uncited
from index.answers.judging import Judged
from index.answers.merging import Candidate
from index.reply import CitedAnswer
from index.stored import StoredArticle


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
    variants: deque[Judged] = deque()
    for judged in _chained(good, variants):
        done = [citation for answer in answers for citation in answer.citations]
        candidate = judged.candidate if judged in good else uncited(judged.candidate, done)
        if candidate is None:
            continue
        score = min([judged.probability, *(answer.score for answer in answers[-1:])])
        answers.append(_answer(candidate, score, article, calibration))
        if len(answers) == top_k:
            break
        if variant := uncited(candidate, answers[-1].citations):
            variants.append(Judged(variant, judged.probability))
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
    )


def _chained(first: Sequence[Judged], then: deque[Judged]) -> Iterator[Judged]:
    """``first``, then whatever is in ``then`` by then."""
    yield from first
    while then:
        yield then.popleft()
