"""Questions over HTTP/1.1 on asyncio: little more than writing and reading bytes, since the
client shares its cores with the service that it measures."""

import asyncio
import json
import time
from collections.abc import Sequence
from dataclasses import dataclass

#: Seconds until a client would have given up.
PATIENCE = 120.0
#: Seconds for which an idle connection is used again: less than the server keeps it.
IDLE = 4.0

Connection = tuple[asyncio.StreamReader, asyncio.StreamWriter]


@dataclass(frozen=True, slots=True)
class Asked:
    """One request: when it was due and when it had its answer, in seconds on the monotonic
    clock, and the HTTP status; 0 where the connection broke or nothing came."""

    due: float
    done: float
    status: int

    @property
    def seconds(self) -> float:
        """From when it was due, not from when there was time to send it."""
        return self.done - self.due


class Client:
    """Asks ``questions`` in turn; with ``keep_alive`` over connections that are used again."""

    def __init__(self, port: int, questions: Sequence[str], *, keep_alive: bool) -> None:
        self._port = port
        kept = "keep-alive" if keep_alive else "close"
        self._requests = [_request(question, kept) for question in questions]
        self._next = 0
        self._idle: list[tuple[float, Connection]] = []

    async def ask(self, due: float) -> Asked:
        """The next question, which was due at ``due``."""
        request = self._requests[self._next % len(self._requests)]
        self._next += 1
        try:
            status = await asyncio.wait_for(self._exchange(request), PATIENCE)
        except (OSError, EOFError, ValueError, TimeoutError):
            status = 0
        return Asked(due, time.monotonic(), status)

    def close(self) -> None:
        """Close what is open."""
        for _, (_, writer) in self._idle:
            writer.close()

    async def _exchange(self, request: bytes) -> int:
        reader, writer = await self._connection()
        kept = False
        try:
            writer.write(request)
            head = (await reader.readuntil(b"\r\n\r\n")).lower()
            length = head.split(b"content-length:")[1].split(b"\r\n")[0]
            await reader.readexactly(int(length))
            kept = b"connection: close" not in head
            return int(head.split(b" ", 2)[1])
        finally:
            if kept:
                self._idle.append((time.monotonic(), (reader, writer)))
            else:
                writer.close()

    async def _connection(self) -> Connection:
        while self._idle:
            since, (reader, writer) = self._idle.pop()
            # At its end means that the server has said it would close, and did.
            if time.monotonic() - since < IDLE and not reader.at_eof():
                return reader, writer
            writer.close()
        return await asyncio.open_connection("127.0.0.1", self._port)


def _request(question: str, kept: str) -> bytes:
    body = json.dumps({"question": question}).encode()
    head = (
        f"POST /v1/ask HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
        f"Content-Length: {len(body)}\r\nConnection: {kept}\r\n\r\n"
    )
    return head.encode() + body
