"""A client of citeqa's HTTP API for Python programs, with the standard library alone.

>>> with Client("http://127.0.0.1:8000") as client:  # doctest: +SKIP
...     client.ask("Who opened the bridge?").answer
'Claire Dubois'
"""

from service.client.articles import Article, ArticleSummary, Stored
from service.client.client import Client, Question, Turn
from service.client.errors import ClientError, FieldError, Problem, UnexpectedResponse, Unreachable
from service.client.replies import (
    Answer,
    BatchItem,
    Citation,
    CuratedMatch,
    CuratedSource,
    Found,
    Index,
    Models,
    Part,
    Passage,
    Reply,
)

__all__ = [
    "Answer",
    "Article",
    "ArticleSummary",
    "BatchItem",
    "Citation",
    "Client",
    "ClientError",
    "CuratedMatch",
    "CuratedSource",
    "FieldError",
    "Found",
    "Index",
    "Models",
    "Part",
    "Passage",
    "Problem",
    "Question",
    "Reply",
    "Stored",
    "Turn",
    "UnexpectedResponse",
    "Unreachable",
]
