"""Curated answers, as clients send and see them."""

import re
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    model_validator,
)
from pydantic_core import PydanticCustomError

from index.curated.entry import MOST_QUESTIONS, CuratedAnswer, Place, Source
from service.api.curated_id import RESERVED
from service.api.openapi import with_examples
from service.api.schemas.article import Language
from service.api.schemas.count import WHOLE
from service.api.schemas.examples import CURATED_EN, CURATED_FR
from service.api.schemas.strict import Closed, Strict
from service.api.schemas.text import SHOWN, ArticleId, Question, visible
from service.api.schemas.together import having

_ID = rf"(?!{RESERVED}$)[A-Za-z0-9][A-Za-z0-9._:-]{{0,127}}"


def _an_id(text: str) -> str:
    if not re.fullmatch(_ID, text):
        message = (
            "must be 1 to 128 letters, digits, '.', '_', ':' and '-', the first no mark, and not "
            f"'{RESERVED}'"
        )
        raise PydanticCustomError("curated_id", message)
    return text


_WEB_ADDRESS = r"https?://(?!/)[^\s<>\"\\^`{|}\x00-\x1f\x7f-\x9f]+"


def _a_web_address(text: str) -> str:
    if not re.fullmatch(_WEB_ADDRESS, text):
        raise PydanticCustomError("url", "must be an address that begins with http:// or https://")
    return text


CuratedId = Annotated[str, AfterValidator(_an_id), Field(json_schema_extra={"pattern": f"^{_ID}$"})]
Url = Annotated[
    str,
    StringConstraints(max_length=2000),
    AfterValidator(_a_web_address),
    Field(json_schema_extra={"pattern": f"^{_WEB_ADDRESS}$"}),
]
Words = Annotated[
    str, StringConstraints(min_length=1, max_length=500), AfterValidator(visible), SHOWN
]
AnswerText = Annotated[
    str, StringConstraints(min_length=1, max_length=4000), AfterValidator(visible), SHOWN
]
Offset = Annotated[int, Field(ge=0, le=2**53), WHOLE]

_PLACE, _SOURCE = ("start", "end"), ("title", "url", "source")
_ONE_OF_TWO: list[Any] = [
    having("article_id", *_PLACE, without=_SOURCE),
    having("article_id", without=_PLACE + _SOURCE),
    having("title", without=("article_id", *_PLACE)),
    having("url", without=("article_id", *_PLACE)),
]
_HAS_AN_ANSWER: list[Any] = [having("answer"), having("citation", citation=having(*_PLACE))]


class CuratedCitation(Strict):
    """A span of a stored article, in code points; or another source, with its title or url."""

    model_config = ConfigDict(json_schema_extra={"anyOf": _ONE_OF_TWO})

    article_id: ArticleId | None = None
    start: Offset | None = None
    end: Offset | None = None
    title: Words | None = None
    url: Url | None = None
    source: Words | None = None

    @model_validator(mode="after")
    def _one_of_two(self) -> "CuratedCitation":
        if self.article_id is None:
            if self.start is not None or self.end is not None:
                raise PydanticCustomError("place", "needs article_id with start and end")
            if self.title is None and self.url is None:
                raise PydanticCustomError("citation", "needs an article_id, a title or a url")
        elif self.title or self.url or self.source:
            message = "has article_id, and so no title, url and source: the article has them"
            raise PydanticCustomError("citation", message)
        elif (self.start is None) != (self.end is None):
            raise PydanticCustomError("place", "needs both start and end, or neither")
        return self


@with_examples(fr=CURATED_FR, en=CURATED_EN)
class CuratedBody(Strict):
    """An answer for a question in several wordings. Cited to an article, it is the article's
    own words from start to end, and may be left out."""

    model_config = ConfigDict(json_schema_extra={"anyOf": _HAS_AN_ANSWER})

    questions: Annotated[list[Question], Field(min_length=1, max_length=MOST_QUESTIONS)]
    answer: AnswerText | None = None
    citation: CuratedCitation
    language: Language | None = Field(None, description="Of the answer.")

    @model_validator(mode="after")
    def _has_an_answer(self) -> "CuratedBody":
        if self.answer is None and (self.citation.start is None):
            raise PydanticCustomError("answer", "needs an answer, or start and end in an article")
        return self


class CuratedPath(BaseModel):
    """The id in a path."""

    curated_id: CuratedId


class CuratedQuery(Closed):
    """Which answers to list."""

    limit: Annotated[int, Field(ge=1, le=500, description="How many at most.")] = 50
    after: Annotated[CuratedId | None, Field(description="The next of the last page.")] = None


class StoredCitation(BaseModel):
    """Where the answer stands, or what it rests on."""

    article_id: str | None = None
    start: int | None = None
    end: int | None = None
    title: str | None = None
    url: str | None = None
    source: str | None = None


class CuratedResponse(BaseModel):
    """A curated answer. A ``stale`` one is not given: its article is gone, or does not read
    so any more."""

    id: str
    questions: list[str]
    answer: str
    citation: StoredCitation
    language: str | None
    updated_at: str
    stale: bool

    @classmethod
    def of(cls, entry: CuratedAnswer, *, stale: bool) -> "CuratedResponse":
        """The same, for clients."""
        place: Place | Source = entry.citation
        return cls(
            id=entry.id,
            questions=list(entry.questions),
            answer=entry.answer,
            citation=StoredCitation(**{name: getattr(place, name) for name in place.__slots__}),
            language=entry.language,
            updated_at=entry.updated or "",
            stale=stale,
        )


class CuratedListResponse(BaseModel):
    """Some answers in order of id; ``next`` is the ``after`` of the following page."""

    curated: list[CuratedResponse]
    total: int
    next: str | None


class CuratedStored(BaseModel):
    """What storing an answer did."""

    id: str
    status: Literal["added", "replaced"]


class CuratedImported(BaseModel):
    """What importing answers did."""

    added: int
    replaced: int
