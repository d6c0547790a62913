"""What the store says of the articles that it holds."""

from dataclasses import dataclass
from enum import StrEnum

from index.article import Article


@dataclass(frozen=True, slots=True)
class Origin:
    """The file that an article came from; ``None`` for articles sent over HTTP.

    ``root`` is the absolute folder that was indexed, ``file`` the absolute path,
    ``line`` the 1-based line of a ``.jsonl`` record.
    """

    root: str
    file: str
    line: int | None = None


@dataclass(frozen=True, slots=True)
class StoredArticle:
    """An article as stored. ``indexed_at`` is an ISO 8601 instant in UTC."""

    article: Article
    version: str
    passages: int
    indexed_at: str


@dataclass(frozen=True, slots=True)
class ArticlePage:
    """Some of the articles in order of id; ``next_after`` starts the next page."""

    articles: tuple[StoredArticle, ...]
    total: int
    next_after: str | None


class Change(StrEnum):
    """What storing an article did."""

    ADDED = "added"
    CHANGED = "changed"
    UNCHANGED = "unchanged"


@dataclass(frozen=True, slots=True)
class Outcome:
    """The result of storing one article."""

    article_id: str
    version: str
    change: Change
    passages: int
