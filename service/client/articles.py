"""Articles, as the service has them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class ArticleSummary:
    """An article without its text; ``version`` is a hash of its content."""

    id: str
    title: str | None
    source: str | None
    author: str | None
    url: str | None
    published_at: str | None
    language: str | None
    meta: Mapping[str, Any]
    version: str
    passages: int
    indexed_at: str


@dataclass(frozen=True, slots=True)
class Article(ArticleSummary):
    """An article with its text."""

    text: str


@dataclass(frozen=True, slots=True)
class Stored:
    """What storing an article did; ``status`` is ``added``, ``changed`` or ``unchanged``."""

    id: str
    version: str
    status: str
    passages: int


@dataclass(frozen=True, slots=True)
class Page:
    """Some articles in order of id; ``next`` is what the following page comes after."""

    articles: tuple[ArticleSummary, ...]
    next: str | None
