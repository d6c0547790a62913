"""An application over an engine that keeps everything in a dictionary."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from haystack import Document
from haystack.errors import FilterError

from index.article import Article
from index.curated.answers import CuratedAnswers
from index.curated.matcher import Matcher
from index.errors import ArticleExists, ArticleNotFound
from index.reply import (
    Citation,
    CitedAnswer,
    Confidence,
    GenerationState,
    IndexState,
    NoAnswerReason,
    Reply,
    SearchReply,
)
from index.stored import ArticlePage, Change, Outcome, StoredArticle
from index.turn import Turn
from service.api.app import create_app
from service.api.kept import Kept
from service.api.options import ApiOptions
from service.records.curated import CuratedBook
from service.records.database import Records
from service.records.feedback import FeedbackBook
from service.records.query_log import QueryLog
from tests.conftest import HashTextEmbedder

NOW = "2024-06-01T12:00:00Z"


class FakeEngine:
    """Answers a question with the first word of it that an article has.

    ``failure`` is raised by all calls; ``seen`` keeps the arguments of the last one, and
    ``conversation`` the earlier turns of the last question.
    """

    models: Mapping[str, str] = {"encoder": "encoder-1", "reader": "reader-1"}

    def __init__(self) -> None:
        self.stored: dict[str, Article] = {}
        self.version = 0
        self.failure: Exception | None = None
        self.ready = {"store": "ok", "encoder": "ok", "reader": "ok"}
        self.seen: dict[str, Any] = {}
        self.conversation: Sequence[Turn] = ()
        self.generation_state: GenerationState | None = None

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
        self._begin(question=question, top_k=top_k, filters=filters, threshold=threshold)
        self.conversation = conversation
        answers = [a for a in self.stored.values() if _word(question, a)]
        low = threshold is not None and threshold > 0.9
        reason = None if self.stored else NoAnswerReason.EMPTY_INDEX
        if self.stored and not answers:
            reason = NoAnswerReason.NO_RELEVANT_PASSAGE
        elif answers and low:
            reason = NoAnswerReason.LOW_CONFIDENCE
        return Reply(
            question=question,
            question_language="fr",
            answered=reason is None,
            answers=tuple(_answer(_word(question, a), a) for a in answers[:top_k] if not reason),
            no_answer_reason=reason,
            passages=tuple(map(_passage, self.stored.values())),
            index=self.state(),
            timings_ms={"retrieve": 1.0, "read": 2.0, "total": 3.5},
            debug={"candidates": [_candidate(_word(question, a)) for a in answers]}
            if debug
            else {},
            resolved_question=f"{conversation[-1].question} {question}" if conversation else None,
        )

    def search(
        self, query: str, *, top_k: int = 10, filters: Mapping[str, Any] | None = None
    ) -> SearchReply:
        self._begin(query=query, top_k=top_k, filters=filters)
        passages = tuple(map(_passage, self.stored.values()))[:top_k]
        return SearchReply(query, "fr", passages, self.state(), {"retrieve": 1.0, "total": 1.5})

    def add(
        self,
        articles: Sequence[Article],
        *,
        seconds: float | None = None,
        progress: Callable[[], None] = lambda: None,
    ) -> list[Outcome]:
        self._begin(seconds=seconds)
        known = [a for a in articles if a.id in self.stored]
        if taken := [a.id for a in known if self.stored[a.id].version != a.version]:
            raise ArticleExists(taken)
        return [self._store(article) for article in articles]

    def put(
        self,
        article: Article,
        *,
        seconds: float | None = None,
        progress: Callable[[], None] = lambda: None,
    ) -> Outcome:
        self._begin(seconds=seconds)
        return self._store(article)

    def article(self, article_id: str) -> StoredArticle:
        self._begin(article_id=article_id)
        if article_id not in self.stored:
            raise ArticleNotFound(article_id)
        article = self.stored[article_id]
        return StoredArticle(article, article.version, 1, NOW)

    def articles(
        self,
        *,
        filters: Mapping[str, Any] | None = None,
        limit: int = 50,
        after: str | None = None,
    ) -> ArticlePage:
        self._begin(filters=filters, limit=limit, after=after)
        ids = sorted(id_ for id_ in self.stored if after is None or id_ > after)
        page = tuple(self.article(id_) for id_ in ids[:limit])
        return ArticlePage(page, len(self.stored), ids[limit - 1] if len(ids) > limit else None)

    def delete(self, article_id: str) -> None:
        self.article(article_id)
        del self.stored[article_id]
        self.version += 1

    def state(self) -> IndexState:
        if self.failure:
            raise self.failure
        return IndexState(self.version, len(self.stored), len(self.stored))

    def generation(self) -> GenerationState | None:
        return self.generation_state

    def readiness(self) -> dict[str, str]:
        return self.ready

    def _begin(self, **arguments: Any) -> None:
        self.seen = arguments
        if self.failure:
            raise self.failure
        if (arguments.get("filters") or {}).get("field") == "meta.refused":
            raise FilterError("meta.refused cannot be compared")

    def _store(self, article: Article) -> Outcome:
        old = self.stored.get(article.id)
        change = Change.CHANGED if old else Change.ADDED
        if old and old.version == article.version:
            change = Change.UNCHANGED
        else:
            self.stored[article.id] = article
            self.version += 1
        return Outcome(article.id, article.version, change, 1)


def _word(question: str, article: Article) -> str:
    return next((word for word in question.split() if word in article.text), "")


def _candidate(text: str) -> dict[str, Any]:
    evidence = {"margin": 1.5, "retrieval": 0.5, "sentence": 0.0}
    return {
        "text": text,
        "probability": 0.85,
        "evidence": evidence,
        "outcome": "below_threshold",
        "found": [],
    }


def _passage(article: Article) -> Document:
    meta = article.description() | {
        "article_id": article.id,
        "article_version": article.version,
        "start": 0,
        "end": len(article.text),
    }
    return Document(id=f"p-{article.id}", content=article.text, score=0.5, meta=meta)


def _answer(word: str, article: Article) -> CitedAnswer:
    start = article.text.index(word)
    citation = Citation(
        article_id=article.id,
        article_version=article.version,
        title=article.title,
        source=article.source,
        url=article.url,
        published_at=article.published_at,
        language=article.language,
        start=start,
        end=start + len(word),
        quote=article.text,
        quote_start=0,
        quote_end=len(article.text),
        passage_id=f"p-{article.id}",
    )
    return CitedAnswer(word, 0.85, Confidence.HIGH, article.language, (citation,))


OPTIONS = ApiOptions(
    max_request_bytes=100_000,
    max_articles_per_request=5,
    max_article_chars=10_000,
    ingest_seconds=7.0,
)


@pytest.fixture
def engine() -> FakeEngine:
    return FakeEngine()


@pytest.fixture
def kept(engine: FakeEngine, tmp_path: Path) -> Kept:
    """Records in a folder of their own; no questions are stored."""
    records = Records(tmp_path / "records")
    book = CuratedBook(records)
    curated = CuratedAnswers(book, Matcher(book, HashTextEmbedder(), "hash:1", 0.9), engine)
    return Kept(curated, FeedbackBook(records, QueryLog(records, 30)))


@pytest.fixture
def make_client(engine: FakeEngine, kept: Kept) -> Callable[[ApiOptions], FlaskClient]:
    return lambda options: create_app(engine, options, kept=kept).test_client()


@pytest.fixture
def options() -> ApiOptions:
    return OPTIONS


@pytest.fixture
def client(make_client: Callable[[ApiOptions], FlaskClient], options: ApiOptions) -> FlaskClient:
    return make_client(options)


@pytest.fixture
def bridge(engine: FakeEngine) -> Article:
    """An article that is stored."""
    article = Article(
        id="gazette/pont",
        text="Le pont 🌉 est ouvert.",
        title="Le pont",
        source="La Gazette",
        author="C. Dubois",
        url="https://gazette.example/pont",
        published_at="2024-05-31",
        language="fr",
        meta={"rubrique": "région", "text": "free names do not clash"},
    )
    engine.add([article])
    return article
