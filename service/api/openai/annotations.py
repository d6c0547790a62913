"""Sources as annotations, in the forms of both of OpenAI's APIs."""

from collections.abc import Iterable, Iterator
from typing import Any, Literal

from pydantic import BaseModel

from service.api.openai.cited_message import Mark


class UrlCitation(BaseModel):
    """``content[start_index:end_index]``, in code points, is the mark of this source.

    OpenAI's has no ``article_id``: sent back, it tells where an earlier answer is from. It is
    null where a curated answer rests on something else.
    """

    start_index: int
    end_index: int
    title: str
    url: str
    article_id: str | None


class FileCitation(BaseModel):
    """An article without an address; its mark begins at ``content[index]``."""

    file_id: str
    filename: str
    index: int


class UrlAnnotation(BaseModel):
    """A source with an address."""

    type: Literal["url_citation"] = "url_citation"
    url_citation: UrlCitation


class FileAnnotation(BaseModel):
    """A source without one."""

    type: Literal["file_citation"] = "file_citation"
    file_citation: FileCitation


class FlatUrlAnnotation(UrlCitation):
    """A source with an address, as responses have it."""

    type: Literal["url_citation"] = "url_citation"


class FlatFileAnnotation(FileCitation):
    """A source without one, as responses have it."""

    type: Literal["file_citation"] = "file_citation"


def nested(marks: Iterable[Mark]) -> list[UrlAnnotation | FileAnnotation]:
    """The annotations of a chat completion. A source that is neither an article nor has an
    address has none."""
    return [
        UrlAnnotation(url_citation=citation)
        if isinstance(citation, UrlCitation)
        else FileAnnotation(file_citation=citation)
        for citation in _citations(marks)
    ]


def flat(marks: Iterable[Mark]) -> list[FlatUrlAnnotation | FlatFileAnnotation]:
    """The annotations of a response."""
    return [
        FlatUrlAnnotation(**citation.model_dump())
        if isinstance(citation, UrlCitation)
        else FlatFileAnnotation(**citation.model_dump())
        for citation in _citations(marks)
    ]


def cited_article(annotation: dict[str, Any]) -> Any:
    """The id of the article that an annotation in either form names, or anything else that a
    client may have put in its place."""
    # Chat completions have the citation one level deeper than responses.
    nested = (annotation.get(form) for form in ("url_citation", "file_citation"))
    citation = next((each for each in nested if isinstance(each, dict)), annotation)
    return citation.get("article_id") or citation.get("file_id")


def _citations(marks: Iterable[Mark]) -> Iterator[UrlCitation | FileCitation]:
    for mark in marks:
        cited, name = mark.source, mark.source.name
        if cited.url:
            yield UrlCitation(
                start_index=mark.start,
                end_index=mark.end,
                title=name,
                url=cited.url,
                article_id=cited.article_id,
            )
        elif cited.article_id:
            yield FileCitation(file_id=cited.article_id, filename=name, index=mark.start)
