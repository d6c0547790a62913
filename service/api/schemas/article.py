"""Articles as clients send them."""

import hashlib
import re
from datetime import datetime
from typing import Annotated, Any

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Discriminator,
    Field,
    RootModel,
    StringConstraints,
    Tag,
)
from pydantic_core import PydanticCustomError

from index.article import RESERVED, Article
from service.api.context import services
from service.api.openapi import with_examples
from service.api.schemas.examples import ARTICLE_EN, ARTICLE_FR
from service.api.schemas.strict import Strict
from service.api.schemas.text import HAS_CONTENT, ISO_8601, ArticleId, Description

# datetime.fromisoformat() takes more than this, such as weeks.
_DATE = re.compile(
    r"\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d([.,]\d{1,9})?)?(Z|[+-]\d\d(:?\d\d)?)?)?", re.ASCII
)


def _iso_8601(text: str) -> str:
    try:
        if not _DATE.fullmatch(text):
            raise ValueError
        datetime.fromisoformat(text)
    except ValueError:
        message = "must be an ISO 8601 date or date-time, such as 2024-05-31"
        raise PydanticCustomError("date", message) from None
    return text


def _iso_639_1(code: str) -> str:
    if not (len(code) == 2 and code.isascii() and code.isalpha() and code.islower()):
        raise PydanticCustomError("language", "must be two lower-case letters (ISO 639-1)")
    return code


def _not_too_long(text: str) -> str:
    longest = services().options.max_article_chars
    if len(text) > longest:
        raise PydanticCustomError("long", f"must have at most {longest} characters")
    return text


def _not_too_many(articles: Any) -> Any:
    # Before the articles are looked at, as each can have its own errors.
    most = services().options.max_articles_per_request
    if isinstance(articles, list) and len(articles) > most:
        raise PydanticCustomError("many", f"must have at most {most} items")
    return articles


Language = Annotated[
    str, AfterValidator(_iso_639_1), Field(json_schema_extra={"pattern": "^[a-z]{2}$"})
]


_RESERVED: list[Any] = sorted(RESERVED)

Date = Annotated[str, AfterValidator(_iso_8601), Field(json_schema_extra={"pattern": ISO_8601})]

Text = Annotated[
    str,
    StringConstraints(min_length=1),
    AfterValidator(_not_too_long),
    Field(json_schema_extra={"pattern": HAS_CONTENT}),
]

Meta = Annotated[
    dict[str, Any],
    Field(json_schema_extra={"not": {"anyOf": [{"required": [each]} for each in _RESERVED]}}),
]


@with_examples(fr=ARTICLE_FR, en=ARTICLE_EN)
class ArticleBody(Strict):
    """One article. Without an id, it gets one that depends on the text alone."""

    id: ArticleId | None = None
    text: Text
    title: Description | None = None
    source: Description | None = None
    author: Description | None = None
    url: Description | None = None
    published_at: Date | None = None
    language: Language | None = None
    meta: Meta = Field({}, description="Anything that filters should know.")

    def article(self, article_id: str | None = None) -> Article:
        """The article, under ``article_id`` where that is given.

        :raises InvalidArticle: when it breaks a rule that is not of this schema.
        """
        fields = self.model_dump()
        fields["id"] = article_id or self.id or _id_of(self.text)
        return Article(**fields)


class ArticleList(Strict):
    """Several articles, to be stored all or none."""

    articles: Annotated[list[ArticleBody], Field(min_length=1), BeforeValidator(_not_too_many)]


def _alternative(value: Any) -> str:
    several = isinstance(value, ArticleList) or (isinstance(value, dict) and "articles" in value)
    return "<articles>" if several else "<article>"


_OneOrMore = Annotated[
    Annotated[ArticleBody, Tag("<article>")] | Annotated[ArticleList, Tag("<articles>")],
    Discriminator(_alternative),
]


@with_examples(fr=ARTICLE_FR, en={"articles": [ARTICLE_EN]})
class ArticlesRequest(RootModel[_OneOrMore]):
    """One article, or an object with a list of ``articles``."""

    @property
    def bodies(self) -> list[ArticleBody]:
        """The articles, be it one."""
        return self.root.articles if isinstance(self.root, ArticleList) else [self.root]

    def place(self, at: int) -> tuple[int | str, ...]:
        """Where in the request the article number ``at`` stands."""
        return ("articles", at) if isinstance(self.root, ArticleList) else ()


def _id_of(text: str) -> str:
    # The same article sent again without an id must find itself.
    return hashlib.sha256(text.encode()).hexdigest()[:16]
