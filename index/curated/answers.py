"""Curated answers: kept with citations that hold, and given where they are meant."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from index.answers.citing import citation, sentences_around
from index.article import Article
from index.curated.book import Book
from index.curated.entry import CuratedAnswer, Place, Placed
from index.curated.matcher import Match, Matcher
from index.errors import ArticleNotFound, InvalidCurated
from index.reply import Citation, CitedAnswer, Confidence, Curated, CuratedSource
from index.span import Span
from index.stored import ArticlePage, StoredArticle

Filters = Mapping[str, Any]


class Cited(Protocol):
    """The articles that curated answers can be cited to."""

    def article(self, article_id: str) -> StoredArticle: ...

    def articles(
        self, *, filters: Filters | None = None, limit: int = 50, after: str | None = None
    ) -> ArticlePage: ...


@dataclass(frozen=True, slots=True)
class Found:
    """What is answered in place of the reader's answer, and why."""

    answer: CitedAnswer
    curated: Curated


class CuratedAnswers:
    """The curated answers over one collection of articles."""

    def __init__(self, book: Book, matcher: Matcher, articles: Cited) -> None:
        self.book = book
        self._matcher = matcher
        self._articles = articles

    def find(
        self,
        question: str,
        language: str | None,
        vector: Sequence[float] | None,
        filters: Filters | None = None,
    ) -> Found | None:
        """The answer that is meant for ``question``, whose vector is ``vector``; with ``None``
        that is made, where there are curated answers.

        None that is cited to an article which does not read so any more. With ``filters``,
        only those cited to an article that the filters leave.
        """
        for match in self._matcher.matches(question, language, vector):
            if found := self._given(match, filters):
                return found
        return None

    def placed(
        self, article_id: str, start: int | None, end: int | None, answer: str | None
    ) -> Placed:
        """The answer, and where it stands word for word: at ``[start:end]``, or where it is
        found when it stands in the article just once.

        :raises InvalidCurated: when it does not stand there.
        """
        try:
            article = self._articles.article(article_id).article
            text = article.text
        except ArticleNotFound:
            reason = "is not the id of a stored article"
            raise InvalidCurated("citation.article_id", reason) from None
        if start is None or end is None:
            start = _only_place(text, answer)
            end = start + len(answer or "")
        if not 0 <= start < end <= len(text):
            reason = f"must be more than start, and at most {len(text)} in this article"
            raise InvalidCurated("citation.end", reason)
        if answer is not None and text[start:end] != answer:
            reason = "must be what the article has from start to end, word for word, or be left out"
            raise InvalidCurated("answer", reason)
        place = Place(article_id, start, end, _quote(article, start, end))
        return Placed(text[start:end], place, article.version)

    def put(
        self,
        entries: Sequence[CuratedAnswer],
        seconds: float | None = None,
        advance: Callable[[int, int], None] = lambda done, total: None,
    ) -> int:
        """Keep answers that are ``placed``, all or none; returns how many are new.

        Their questions are embedded first, so that no later question has to wait for that;
        ``advance`` is told after each how many of how many are done.

        :raises DeadlineExceeded: when that takes more than ``seconds``, with nothing written.
        :raises QuestionTaken: when another answer has one of the questions.
        """
        questions = [question for entry in entries for question in entry.questions]
        vectors = self._matcher.embedded(questions, seconds, advance)
        new = self.book.put(entries, self._matcher.encoder, vectors)
        self._matcher.refresh()
        return new

    def stale(self, entry: CuratedAnswer) -> bool:
        """Whether the article that it is cited to is gone, or does not read so any more."""
        return isinstance(entry.citation, Place) and self._stored(entry, entry.citation) is None

    def warm_up(self) -> None:
        """Make the first question as fast as the next."""
        self._matcher.refresh()

    def ready(self) -> None:
        """:raises StoreUnavailable: when they cannot be read."""
        self.book.version()

    def _given(self, match: Match, filters: Filters | None) -> Found | None:
        entry, place = match.entry, match.entry.citation
        if not isinstance(place, Place):
            # No filter on articles says anything of what is none.
            if filters:
                return None
            source = CuratedSource(place.title, place.url, place.source)
            answer = _answer(entry, match.similarity, entry.language, ())
            return Found(answer, Curated(entry.id, match.question, match.similarity, source))
        stored = self._stored(entry, place)
        if stored is None or not self._left_by(filters, place.article_id):
            return None
        language = entry.language or stored.article.language
        answer = _answer(entry, match.similarity, language, (_citation(place, stored),))
        return Found(answer, Curated(entry.id, match.question, match.similarity, None))

    def _stored(self, entry: CuratedAnswer, place: Place) -> StoredArticle | None:
        try:
            stored = self._articles.article(place.article_id)
        except ArticleNotFound:
            return None
        article = stored.article
        if article.text[place.start : place.end] != entry.answer:
            return None
        # The same figure may stand there in a sentence that says something else.
        unchanged = place.quote in (None, _quote(article, place.start, place.end))
        return stored if unchanged else None

    def _left_by(self, filters: Filters | None, article_id: str) -> bool:
        if not filters:
            return True
        this = {"field": "meta.article_id", "operator": "==", "value": article_id}
        both = {"operator": "AND", "conditions": [this, filters]}
        return bool(self._articles.articles(filters=both, limit=1).articles)


def _answer(
    entry: CuratedAnswer, similarity: float, language: str | None, cited: tuple[Citation, ...]
) -> CitedAnswer:
    # Nobody has estimated a probability: the score tells how near the question is.
    return CitedAnswer(entry.answer, similarity, Confidence.HIGH, language, cited)


def _citation(place: Place, stored: StoredArticle) -> Citation:
    span = Span(place.start, place.end)
    # It was read in no passage.
    return citation(stored, span, sentences_around(stored.article, span), "")


def _quote(article: Article, start: int, end: int) -> str:
    return sentences_around(article, Span(start, end)).within(article.text)


def _only_place(text: str, answer: str | None) -> int:
    if answer is None:
        raise InvalidCurated("answer", "is required where start and end are left out")
    found = text.find(answer)
    if found < 0:
        raise InvalidCurated("answer", "must stand in the article, word for word")
    if text.find(answer, found + 1) >= 0:
        reason = "are required, as the answer stands in the article more than once"
        raise InvalidCurated("citation.start and citation.end", reason)
    return found
