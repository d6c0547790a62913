"""What stands before the protocol over HTTP."""

import logging

from anyio import to_thread
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Receive, Scope, Send
from werkzeug.datastructures import Headers

from service.api.gate import KeysUnreadable
from service.api.problem import ProblemError
from service.mcp.door import Door

_logger = logging.getLogger(__name__)


class Guarded:
    """An ASGI application that only those reach whom ``door`` lets in. All of its paths are
    behind it, so that none can be spelled in a way that leads around it."""

    def __init__(self, app: ASGIApp, door: Door) -> None:
        self._app = app
        self._door = door

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, or follow the server's start and end."""
        if scope["type"] == "http":
            # Reading the keys may have to wait for a disk, and counting for Redis.
            refusal = await to_thread.run_sync(self._refusal, Request(scope))
            if refusal is not None:
                await refusal(scope, receive, send)
                return
            # Starlette would redirect, to http:// also where a proxy was asked over https://.
            scope = {**scope, "path": scope["path"].rstrip("/") or "/"}
        await self._app(scope, receive, send)

    def _refusal(self, request: Request) -> JSONResponse | None:
        # Without an address it cannot be told where a request is from.
        address = request.client.host if request.client else "unknown"
        try:
            headers = Headers(request.headers.items())
            self._door.must_let_in(headers, address)
        except ProblemError as problem:
            if isinstance(problem, KeysUnreadable):
                _logger.error("keys unreadable: %s", problem.__cause__)
            return _response(problem)
        return None


def _response(problem: ProblemError) -> JSONResponse:
    document = {
        "type": problem.type.uri,
        "title": problem.type.title,
        "status": problem.type.status,
        "detail": problem.detail,
    }
    return JSONResponse(
        document,
        status_code=problem.type.status,
        headers=dict(problem.headers),
        media_type="application/problem+json",
    )
