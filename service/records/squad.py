"""Feedback as questions in SQuAD's format, for training and measuring readers."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any

from haystack import Document

from index.answers.citing import sentences_around
from index.article import Article
from index.errors import ArticleNotFound
from index.span import Span
from index.storage import Articles
from service.records.feedback import Feedback, Verdict
from service.records.query_log import Query


@dataclass
class Exported:
    """A document in the format of SQuAD 2.0 (Rajpurkar et al. 2018), and what is in it.

    ``changed``: how much feedback was left out as its article was changed or deleted since;
    ``silent``: how much says nothing of where an answer stands or does not stand.
    """

    document: dict[str, Any]
    answerable: int = 0
    unanswerable: int = 0
    changed: int = 0
    silent: int = 0


@dataclass(frozen=True, slots=True)
class _Asked:
    """A question beside a passage; ``start`` counts in that, and is ``None`` without answer."""

    id: str
    question: str
    article: Article
    context: Span
    answer: Span | None


class _Changed(Exception):
    """The article is not what it was."""


def squad_document(feedback: Iterable[tuple[Query, Feedback]], articles: Articles) -> Exported:
    """Feedback on questions as SQuAD's, each with the passage that it is asked of.

    An answer that was helpful, or that somebody has pointed out, is an answer of the passage
    around it. A passage is without an answer where the question was rightly declined over
    it, and where a wrong answer stood in it while the right one was pointed out elsewhere
    and is not in it word for word.
    """
    found = Exported({"version": "v2.0", "data": []})
    titles: dict[str, dict[Span, dict[str, Any]]] = {}
    for query, each in feedback:
        try:
            asked = _asked(query, each, articles)
        except _Changed:
            found.changed += 1
            continue
        found.silent += not asked
        for one in asked:
            found.answerable += one.answer is not None
            found.unanswerable += one.answer is None
            _add(titles.setdefault(one.article.id, {}), one)
    for article_id, paragraphs in titles.items():
        found.document["data"].append({"title": article_id, "paragraphs": [*paragraphs.values()]})
    return found


def _add(paragraphs: dict[Span, dict[str, Any]], one: _Asked) -> None:
    context = one.context.within(one.article.text)
    paragraph = paragraphs.setdefault(one.context, {"context": context, "qas": []})
    answers = []
    if one.answer is not None:
        text = one.answer.within(one.article.text)
        answers.append({"text": text, "answer_start": one.answer.start - one.context.start})
    fields = {"id": one.id, "question": one.question, "answers": answers}
    paragraph["qas"].append(fields | {"is_impossible": not answers})


def _asked(query: Query, feedback: Feedback, articles: Articles) -> list[_Asked]:
    name, question = f"{query.id}-{feedback.answer}", query.resolved or query.question
    answer = query.answers[feedback.answer] if query.answers else None
    if feedback.corrected:
        right = _positive(name, question, asdict(feedback.corrected), articles)
        return [right, *_beside(f"{name}-wrong", right, answer, articles)]
    if feedback.verdict is not Verdict.HELPFUL:
        return []
    if answer is not None:
        return [_positive(name, question, answer, articles)] if "article_id" in answer else []
    if query.passage is None:
        return []
    article = _unchanged(query.passage, articles)
    place = Span(query.passage["start"], query.passage["end"])
    return [_Asked(name, question, article, place, None)]


def _positive(name: str, question: str, place: dict[str, Any], articles: Articles) -> _Asked:
    article = _unchanged(place, articles)
    span = Span(place["start"], place["end"])
    return _Asked(name, question, article, _context(article, span, articles), span)


def _beside(
    name: str, right: _Asked, answer: dict[str, Any] | None, articles: Articles
) -> list[_Asked]:
    """The passage that the wrong answer was taken from, when it does not have the right one."""
    if answer is None or "article_id" not in answer or right.answer is None:
        return []
    wrong = _positive(name, right.question, answer, articles)
    text = right.answer.within(right.article.text)
    if text.casefold() in wrong.context.within(wrong.article.text).casefold():
        return []
    return [_Asked(name, wrong.question, wrong.article, wrong.context, None)]


def _unchanged(place: dict[str, Any], articles: Articles) -> Article:
    try:
        stored = articles.article(place["article_id"])
    except ArticleNotFound:
        raise _Changed from None
    if stored.version != place["article_version"]:
        raise _Changed
    return stored.article


def _context(article: Article, span: Span, articles: Articles) -> Span:
    """The passage that has the whole span; its sentences where none has."""
    for passage in map(_place, articles.passages_of(article.id)):
        if passage.start <= span.start and span.end <= passage.end:
            return passage
    return sentences_around(article, span)


def _place(passage: Document) -> Span:
    return Span(passage.meta["start"], passage.meta["end"])
