"""The client itself."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from http.client import HTTPException
from typing import Any, NotRequired, Self, TypedDict
from urllib.parse import quote, urlencode

from service.client.articles import Article, ArticleSummary, Page, Stored
from service.client.decoding import decoded
from service.client.errors import Problem, Unreachable
from service.client.replies import BatchItem, Found, Reply
from service.client.transport import Transport, parsed


class Turn(TypedDict):
    """An earlier question of a conversation, with what it got back."""

    question: str
    answer: NotRequired[str | None]
    article_ids: NotRequired[Sequence[str]]


class Question(TypedDict):
    """A question of a batch, with what else ``POST /v1/ask`` takes."""

    question: str
    top_k: NotRequired[int]
    filters: NotRequired[Mapping[str, Any]]
    threshold: NotRequired[float]
    conversation: NotRequired[Sequence[Turn]]
    timeout_ms: NotRequired[int]
    debug: NotRequired[bool]


class Client:
    """Asks one service. Threads can share a client.

    Every call can raise ``Problem`` when the service refuses or fails, ``Unreachable`` when it
    does not answer, and ``UnexpectedResponse``; all three are ``ClientError``.
    """

    def __init__(
        self,
        url: str = "http://127.0.0.1:8000",
        *,
        api_key: str | None = None,
        timeout: float = 60.0,
        retries: int = 2,
        longest_wait: float = 10.0,
    ) -> None:
        """``timeout``: seconds that the service may be silent. A call that is refused because
        the service is busy (429, 503) is tried up to ``retries`` times more, unless it would
        have to wait for more than ``longest_wait`` seconds in between.

        :raises ValueError: when ``url`` is not an ``http`` or ``https`` address.
        """
        headers = {"User-Agent": "citeqa-client"}
        if api_key is not None:
            headers["Authorization"] = f"Bearer {api_key}"
        self._transport = Transport(url, headers, timeout, retries, longest_wait)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the connections; the next call opens one again."""
        self._transport.close()

    def ask(
        self,
        question: str,
        *,
        top_k: int | None = None,
        filters: Mapping[str, Any] | None = None,
        threshold: float | None = None,
        conversation: Sequence[Turn] | None = None,
        timeout_ms: int | None = None,
        debug: bool = False,
    ) -> Reply:
        """At most ``top_k`` (1 to 20) cited answers, or the reason why there are none.

        ``threshold`` (0 to 1): the least probability of an answer. ``filters``: which articles
        to read, as the API documentation has them. ``conversation``: earlier turns, oldest
        first, which a follow-up may refer to. ``timeout_ms``: after which the service answers
        with the best that it has by then.
        """
        asked = {
            "question": question,
            "top_k": top_k,
            "filters": filters,
            "threshold": threshold,
            "conversation": conversation,
            "timeout_ms": timeout_ms,
            "debug": debug or None,
        }
        return decoded(Reply, self._transport.call("POST", "/v1/ask", _given(asked)))

    def ask_batch(self, questions: Iterable[str | Question]) -> Iterator[BatchItem]:
        """What each of up to 100 questions gets, as soon as it is known, in their order.

        Leaving the loop early, or closing the iterator, stops the work.
        """
        asked = [{"question": each} if isinstance(each, str) else each for each in questions]
        stream = self._transport.streaming(
            "POST", "/v1/ask/batch", {"questions": asked}, accept="application/x-ndjson"
        )
        came = 0
        with stream as response:
            try:
                for line in response:
                    if not line.endswith(b"\n"):
                        break
                    came += 1
                    yield _item(decoded(_Line, parsed(line)))
            except (OSError, HTTPException) as error:
                raise Unreachable(f"Cut off after {came} of {len(asked)}: {error!r}.") from error
        if came < len(asked):
            raise Unreachable(f"Cut off after {came} of {len(asked)}.")

    def search(
        self, query: str, *, top_k: int | None = None, filters: Mapping[str, Any] | None = None
    ) -> Found:
        """The best ``top_k`` (1 to 100) passages."""
        asked = {"query": query, "top_k": top_k, "filters": filters}
        return decoded(Found, self._transport.call("POST", "/v1/search", _given(asked)))

    def put_article(
        self,
        article_id: str,
        text: str,
        *,
        title: str | None = None,
        source: str | None = None,
        author: str | None = None,
        url: str | None = None,
        published_at: str | None = None,
        language: str | None = None,
        meta: Mapping[str, Any] | None = None,
    ) -> Stored:
        """Store an article in place of whatever has its id. ``published_at``: an ISO 8601 date
        or date-time; ``language``: an ISO 639-1 code."""
        article = {
            "text": text,
            "title": title,
            "source": source,
            "author": author,
            "url": url,
            "published_at": published_at,
            "language": language,
            "meta": meta,
        }
        return decoded(Stored, self._transport.call("PUT", _path(article_id), _given(article)))

    def get_article(self, article_id: str) -> Article:
        """An article with its text; a ``Problem`` with status 404 when there is none."""
        return decoded(Article, self._transport.call("GET", _path(article_id)))

    def delete_article(self, article_id: str) -> None:
        """Delete an article; a ``Problem`` with status 404 when there is none."""
        self._transport.call("DELETE", _path(article_id))

    def articles(
        self, *, filters: Mapping[str, Any] | None = None, page: int = 500
    ) -> Iterator[ArticleSummary]:
        """Every article in order of id, without its text; ``page`` (1 to 500) are got at once."""
        query: dict[str, Any] = {"limit": page}
        if filters is not None:
            query["filters"] = json.dumps(filters)
        while True:
            told = self._transport.call("GET", f"/v1/articles?{urlencode(query)}")
            got = decoded(Page, told)
            yield from got.articles
            if got.next is None:
                return
            query["after"] = got.next

    def ready(self) -> bool:
        """Whether questions can be answered now."""
        try:
            self._transport.call("GET", "/readyz", patient=False)
        except Problem as problem:
            if problem.status == 503:
                return False
            raise
        return True


def _given(fields: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if value is not None}


def _path(article_id: str) -> str:
    return f"/v1/articles/{quote(article_id, safe='')}"


@dataclass(frozen=True, slots=True)
class _Line:
    index: int
    result: Reply | None = None
    problem: dict[str, Any] | None = None
    retry_after: int | None = None


def _item(line: _Line) -> BatchItem:
    if line.problem is not None:
        return BatchItem(line.index, problem=Problem(line.problem, line.retry_after))
    return BatchItem(line.index, line.result)
