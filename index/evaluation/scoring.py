"""One question's reply against its known answers."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath

from haystack import Document

from index.answers.normal import token_f1
from index.evaluation.normalisation import Tokens, french_tokens, official_tokens
from index.evaluation.questions import Gold, Question
from index.evaluation.span_set import SpanSet, set_f1
from index.loading.files import SUFFIXES
from index.reply import CitedAnswer, Reply

#: Token F1 from which an answer counts as right.
RIGHT = 0.5


@dataclass(frozen=True, slots=True)
class Match:
    """How like an answer is to the known one that it is most like, under one normalisation,
    0 to 1. ``set_f1``: F1 over span sets."""

    exact: float
    f1: float
    set_f1: float


@dataclass(frozen=True, slots=True)
class Scored:
    """``french`` and ``official`` are named after their normalisation; all 0 when declined.
    ``right``: French F1 of at least 0.5 and cited to a right article. ``gold_rank``: the
    rank, from 1, of the first passage that holds a known answer; ``None`` if not found.
    ``probability`` and ``candidate_right`` are of the best candidate, answered or not."""

    question: Question
    answered: bool
    french: Match
    official: Match
    right_article: bool
    right: bool
    probability: float
    candidate_right: bool
    gold_rank: int | None


def score(question: Question, reply: Reply, retrieved: Iterable[Document]) -> Scored:
    """``reply`` must have been asked for with ``debug``."""
    candidates = reply.debug.get("candidates", [])
    cited = _cited(reply)
    french, official = (_match(question, reply, how) for how in (french_tokens, official_tokens))
    right_article = is_right_article(question, cited)
    right = reply.answered and french.f1 >= RIGHT and right_article
    return Scored(
        question=question,
        answered=reply.answered,
        french=french,
        official=official,
        right_article=right_article,
        right=right,
        probability=candidates[0]["probability"] if candidates else 0.0,
        # What was declined is judged by its candidate, which no citation was made for.
        candidate_right=right
        if reply.answered or not candidates
        else is_right(question, candidates[0]["text"], candidates[0]["found"][0]["article_id"]),
        gold_rank=gold_rank(question.gold, retrieved),
    )


def _cited(reply: Reply) -> str | None:
    """The article of the best answer; a curated one may rest on something else."""
    citations = reply.answers[0].citations if reply.answers else ()
    return citations[0].article_id if citations else None


def _match(question: Question, reply: Reply, tokens: Tokens) -> Match:
    if not reply.answered:
        return Match(0.0, 0.0, 0.0)
    answer = reply.answers[0]
    known = _known(question, tokens)
    return Match(
        exact=float(tokens(answer.text) in known),
        f1=_best_f1(tokens(answer.text), known),
        set_f1=set_f1(_spans(answer), _known_sets(question), tokens),
    )


def _known(question: Question, tokens: Tokens) -> list[list[str]]:
    """The acceptable answers, and the spans of each acceptable set one after another."""
    answers = [answer for gold in question.gold for answer in gold.answers]
    sets = [" ".join(each.spans) for gold in question.gold for each in gold.sets]
    return [tokens(each) for each in (*answers, *sets)]


def _best_f1(found: list[str], known: list[list[str]]) -> float:
    return max((token_f1(found, each) for each in known), default=0.0)


def _spans(answer: CitedAnswer) -> SpanSet:
    if not answer.parts:
        return SpanSet([answer.text])
    return SpanSet([p.text for p in answer.parts], [p.citation.start for p in answer.parts])


def _known_sets(question: Question) -> Iterator[SpanSet]:
    """The sets, and every acceptable answer as a set of one span."""
    for gold in question.gold:
        yield from gold.sets
        yield from (SpanSet([answer]) for answer in gold.answers)


def is_right(question: Question, text: str, article: str) -> bool:
    """Whether a text cited to this article is a right answer."""
    return best_f1(question, text) >= RIGHT and is_right_article(question, article)


def best_f1(question: Question, text: str) -> float:
    """The French token F1, 0 to 1, of ``text`` and the known answer that it is most like."""
    return _best_f1(french_tokens(text), _known(question, french_tokens))


def is_right_article(question: Question, cited: str | None) -> bool:
    """Whether the article with this id answers the question."""
    return cited in {article_id(gold.article) for gold in question.gold}


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
    """Whether a known answer lies in the passage as a whole."""
    if passage.meta["article_id"] != article_id(gold.article):
        return False
    several = [(each.starts, each.spans) for each in gold.sets]
    single = [([start], [answer]) for start, answer in zip(gold.starts, gold.answers, strict=False)]
    if gold.starts or any(starts for starts, _ in several):
        return any(starts and _covers(passage, starts, spans) for starts, spans in several + single)
    texts = [[answer] for answer in gold.answers] + [spans for _, spans in several]
    return any(all(span in (passage.content or "") for span in spans) for spans in texts)


def _covers(passage: Document, starts: list[int], spans: list[str]) -> bool:
    places = zip(starts, spans, strict=True)
    begin, end = passage.meta["start"], passage.meta["end"]
    return all(begin <= start and start + len(span) <= end for start, span in places)
