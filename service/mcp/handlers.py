"""Requests of the protocol, answered by the engine."""

import json
import logging
from collections.abc import Callable
from functools import partial
from typing import Any, TypeVar

import anyio
import anyio.to_thread
from mcp import MCPError
from mcp.types import (
    INTERNAL_ERROR,
    INVALID_PARAMS,
    CallToolRequestParams,
    CallToolResult,
    ListResourcesResult,
    ListResourceTemplatesResult,
    ListToolsResult,
    PaginatedRequestParams,
    ReadResourceRequestParams,
    ReadResourceResult,
    ResourceTemplate,
    TextContent,
)

from index.engine import Engine
from index.errors import StoreMismatch, StoreUnavailable
from service.mcp import resources
from service.mcp.answering import Answering
from service.mcp.article_uri import TEMPLATE
from service.mcp.failures import UNFORESEEN, TooMany, foreseen
from service.mcp.limits import Limits
from service.mcp.tools import TOOLS

_Result = TypeVar("_Result")

_logger = logging.getLogger(__name__)


class Handlers:
    """The engine blocks, so its calls run in threads beside the loop. None waits for a thread:
    those are more than questions are read or wait to be, so that this would be a flood."""

    def __init__(self, engine: Engine, limits: Limits) -> None:
        self._answering = Answering(engine, limits)
        self._engine = engine
        self._limiter = anyio.CapacityLimiter(limits.threads)
        self._most = limits.threads
        self._begun = 0

    async def list_tools(self, _: Any, params: PaginatedRequestParams | None) -> ListToolsResult:
        """All tools, on one page."""
        return ListToolsResult(tools=[tool.described() for tool in TOOLS.values()])

    async def call_tool(self, _: Any, params: CallToolRequestParams) -> CallToolResult:
        """The result of a tool. What the caller can mend is a result too, with ``isError``.

        :raises MCPError: when there is no such tool.
        """
        if (tool := TOOLS.get(params.name)) is None:
            raise MCPError(INVALID_PARAMS, f"There is no tool {params.name!r}; there are {_NAMES}.")
        try:
            found = await self._run(partial(tool.called, self._answering, params.arguments or {}))
        except Exception as error:
            return CallToolResult(content=[_text(_words(error))], is_error=True)
        content = [_text(json.dumps(found, ensure_ascii=False))]
        return CallToolResult(content=content, structured_content=found)

    async def list_resources(
        self, _: Any, params: PaginatedRequestParams | None
    ) -> ListResourcesResult:
        """A page of the articles, in order of id.

        :raises MCPError: when the cursor is none, or the articles cannot be read.
        """
        cursor = params.cursor if params else None
        return await self._read(partial(resources.page, self._engine, cursor))

    async def list_templates(
        self, _: Any, params: PaginatedRequestParams | None
    ) -> ListResourceTemplatesResult:
        """The one form that the resources' addresses have."""
        template = ResourceTemplate(
            name="article",
            title="An article",
            uri_template=TEMPLATE,
            description="The text of a news article, by its article_id (percent-encoded).",
            mime_type=resources.PLAIN,
        )
        return ListResourceTemplatesResult(resource_templates=[template])

    async def read_resource(self, _: Any, params: ReadResourceRequestParams) -> ReadResourceResult:
        """The text of an article.

        :raises MCPError: when there is none at this address.
        """
        return await self._read(partial(resources.text, self._engine, params.uri))

    async def _read(self, call: Callable[[], _Result]) -> _Result:
        try:
            return await self._run(call)
        except resources.NotThere as error:
            # -32602 is what the protocol has for resources that are not there.
            raise MCPError(INVALID_PARAMS, _words(error)) from error
        except Exception as error:
            raise MCPError(INTERNAL_ERROR, _words(error)) from error

    async def _run(self, call: Callable[[], _Result]) -> _Result:
        if self._begun >= self._most:
            raise TooMany
        self._begun += 1
        try:
            return await anyio.to_thread.run_sync(call, limiter=self._limiter)
        finally:
            self._begun -= 1


_NAMES = ", ".join(TOOLS)


def _words(error: Exception) -> str:
    if isinstance(error, StoreUnavailable | StoreMismatch):
        _logger.error("store unavailable: %s", error)
    if (told := foreseen(error)) is not None:
        return told
    _logger.error("failed", exc_info=error)
    return UNFORESEEN


def _text(words: str) -> TextContent:
    return TextContent(type="text", text=words)
