"""Sources as annotations, in the forms of both of OpenAI's APIs."""

from typing import Literal

from pydantic import BaseModel

from service.api.openai.cited_message import Mark


class UrlCitation(BaseModel):
    """``content[start_index:end_index]``, in code points, is the mark of this source."""

    start_index: int
    end_index: int
    title: str
    url: str


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


def nested(mark: Mark) -> UrlAnnotation | FileAnnotation:
    """The annotation of a chat completion."""
    citation = _citation(mark)
    if isinstance(citation, UrlCitation):
        return UrlAnnotation(url_citation=citation)
    return FileAnnotation(file_citation=citation)


def flat(mark: Mark) -> FlatUrlAnnotation | FlatFileAnnotation:
    """The annotation of a response."""
    citation = _citation(mark)
    if isinstance(citation, UrlCitation):
        return FlatUrlAnnotation(**citation.model_dump())
    return FlatFileAnnotation(**citation.model_dump())


def _citation(mark: Mark) -> UrlCitation | FileCitation:
    cited = mark.source.citation
    name = mark.source.name
    if cited.url:
        return UrlCitation(start_index=mark.start, end_index=mark.end, title=name, url=cited.url)
    return FileCitation(file_id=cited.article_id, filename=name, index=mark.start)
