"""Articles as the store has them."""

from typing import Annotated, Any

from pydantic import BaseModel, Field

from index.article import DESCRIPTION
from index.stored import ArticlePage, Change, Outcome, StoredArticle
from service.api.schemas.filter_parameter import FilterParameter
from service.api.schemas.strict import Closed
from service.api.schemas.text import ArticleId


class ArticlePath(BaseModel):
    """The id in a path, percent-encoded there; it may have slashes."""

    article_id: ArticleId


class ArticlesQuery(Closed):
    """Which articles to list."""

    limit: Annotated[int, Field(ge=1, le=500, description="How many at most.")] = 50
    after: Annotated[ArticleId | None, Field(description="The next of the last page.")] = None
    filters: FilterParameter | None = None


class ArticleSummary(BaseModel):
    """An article without its text."""

    id: str
    title: str | None
    source: str | None
    author: str | None
    url: str | None
    published_at: str | None
    language: str | None
    meta: dict[str, Any]
    version: str
    passages: int
    indexed_at: str

    @classmethod
    def of(cls, stored: StoredArticle) -> "ArticleSummary":
        """The summary of ``stored``."""
        return cls(**_summary(stored))


class ArticleResponse(ArticleSummary):
    """An article with its text."""

    text: str

    @classmethod
    def of(cls, stored: StoredArticle) -> "ArticleResponse":
        """All of ``stored``."""
        return cls(**_summary(stored), text=stored.article.text)


class ArticlesResponse(BaseModel):
    """Some articles in order of id; ``next`` is the ``after`` of the following page."""

    articles: list[ArticleSummary]
    total: int
    next: str | None

    @classmethod
    def of(cls, page: ArticlePage) -> "ArticlesResponse":
        """The response that lists ``page``."""
        return cls(
            articles=[ArticleSummary.of(stored) for stored in page.articles],
            total=page.total,
            next=page.next_after,
        )


class StoredOutcome(BaseModel):
    """What storing an article did."""

    id: str
    version: str
    status: Change
    passages: int

    @classmethod
    def of(cls, outcome: Outcome) -> "StoredOutcome":
        """The same, for clients."""
        return cls(
            id=outcome.article_id,
            version=outcome.version,
            status=outcome.change,
            passages=outcome.passages,
        )


class StoredOutcomes(BaseModel):
    """What storing the articles did, in their order."""

    articles: list[StoredOutcome]


def _summary(stored: StoredArticle) -> dict[str, Any]:
    article = stored.article
    return {
        "id": article.id,
        **{name: getattr(article, name) for name in DESCRIPTION},
        "meta": dict(article.meta),
        "version": stored.version,
        "passages": stored.passages,
        "indexed_at": stored.indexed_at,
    }
