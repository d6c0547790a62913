"""One question's reply against its known answers."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import PurePosixPath

from haystack import Document

from index.answers.normal import squad_tokens, token_f1
from index.evaluation.questions import Gold, Question
from index.loading.files import SUFFIXES
from index.reply import Reply

#: Token F1 from which an answer counts as right.
RIGHT = 0.5


@dataclass(frozen=True, slots=True)
class Scored:
    """``exact`` and ``f1`` are the best over the known answers, 0 to 1; 0 when declined.
    ``right``: F1 of at least 0.5 and cited to a right article. ``gold_rank``: the rank,
    from 1, of the first passage that holds a known answer; ``None`` if not found.
    ``probability``: of the best candidate, answered or not."""

    question: Question
    answered: bool
    exact: float
    f1: float
    right_article: bool
    right: bool
    probability: float
    gold_rank: int | None


def score(question: Question, reply: Reply, retrieved: Iterable[Document]) -> Scored:
    """``reply`` must have been asked for with ``debug``."""
    candidates = reply.debug.get("candidates", [])
    text = reply.answers[0].text if reply.answers else ""
    cited = reply.answers[0].citations[0].article_id if reply.answers else None
    f1 = best_f1(question, text)
    right_article = is_right_article(question, cited)
    return Scored(
        question=question,
        answered=reply.answered,
        exact=float(reply.answered and _is_exact(question, text)),
        f1=f1 if reply.answered else 0.0,
        right_article=right_article,
        right=reply.answered and f1 >= RIGHT and right_article,
        probability=candidates[0]["probability"] if candidates else 0.0,
        gold_rank=gold_rank(question.gold, retrieved),
    )


def best_f1(question: Question, text: str) -> float:
    """The token F1, 0 to 1, of ``text`` and the known answer that it is most like."""
    tokens = squad_tokens(text)
    return max((token_f1(tokens, each) for each in _known(question)), default=0.0)


def is_right_article(question: Question, cited: str | None) -> bool:
    """Whether the article with this id answers the question."""
    return cited in {article_id(gold.article) for gold in question.gold}


def _is_exact(question: Question, text: str) -> bool:
    return squad_tokens(text) in _known(question)


def _known(question: Question) -> list[list[str]]:
    return [squad_tokens(answer) for gold in question.gold for answer in gold.answers]


def article_id(name: str) -> str:
    """Question files name an article by its id or by its file, relative to the folder."""
    path = PurePosixPath(name)
    return str(path.with_suffix("")) if path.suffix.lower() in SUFFIXES else name


def gold_rank(gold: list[Gold], retrieved: Iterable[Document]) -> int | None:
    """The rank, from 1, of the first passage that holds a known answer."""
    for rank, passage in enumerate(retrieved, start=1):
        if any(holds(passage, each) for each in gold):
            return rank
    return None


def holds(passage: Document, gold: Gold) -> bool:
    """Whether the best known answer lies in the passage as a whole."""
    if passage.meta["article_id"] != article_id(gold.article):
        return False
    if gold.starts:
        return any(
            passage.meta["start"] <= start and start + len(answer) <= passage.meta["end"]
            for start, answer in zip(gold.starts, gold.answers, strict=False)
        )
    return any(answer in (passage.content or "") for answer in gold.answers)
