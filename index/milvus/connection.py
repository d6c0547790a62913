"""Calls to Milvus, each with a time limit, and what is made of their failures."""

import logging
import os
import threading
import time
from contextlib import suppress
from typing import Any

from index.errors import StoreUnavailable
from index.milvus.failures import passes, place, unavailable
from index.milvus.outage import Outage

#: Pauses before the next attempt, in seconds, when the connection failed: long enough for a
#: proxy to pass over to another node, short beside the time that a caller grants.
_PAUSES = (0.05, 0.2, 0.5)

#: gRPC would wait for up to two minutes before it looks again for a server that was away.
_CHANNEL = {"grpc.initial_reconnect_backoff_ms": 100, "grpc.max_reconnect_backoff_ms": 1000}


class Connection:
    """One client for each process, made at the first call.

    Every call that is made here may be made twice: rows are upserted under their key, and
    articles are deleted as what they were, so that one that is written in between stays.
    """

    def __init__(self, uri: str, token: str = "", seconds: float = 10.0) -> None:
        """``uri``: ``http://host:19530``, or a file ending in ``.db`` for milvus-lite.
        ``seconds``: how long a call may take, its repetitions together.

        :raises StoreUnavailable: when pymilvus is not installed.
        """
        self.uri = uri
        self.token = token
        self.seconds = seconds
        self._lock = threading.Lock()
        self._client: Any = None
        self._process = 0
        self._outage = Outage()
        self.pymilvus, self._failures = _imported()

    def call(self, method: str, /, *arguments: Any, seconds: float = 0.0, **named: Any) -> Any:
        """What ``MilvusClient.method`` returns; ``seconds`` in place of the usual limit.

        :raises CollectionGone: when the collection is not there or not loaded.
        :raises StoreUnavailable: when Milvus is away, too slow, or refuses.
        """
        deadline = time.monotonic() + (seconds or self.seconds)
        with self._outage.turn():
            for pause in (*_PAUSES, None):
                try:
                    found = self._attempt(deadline, method, arguments, named)
                except self._failures as error:
                    if pause is None or time.monotonic() + pause > deadline or not passes(error):
                        raise self._given_up(error) from error
                else:
                    self._outage.end()
                    return found
                time.sleep(pause)
        raise AssertionError("the last attempt returns or raises")

    def _attempt(
        self, deadline: float, method: str, arguments: tuple[Any, ...], named: dict[str, Any]
    ) -> Any:
        client = self._connected(deadline)
        return getattr(client, method)(*arguments, timeout=_left(deadline), **named)

    def _given_up(self, error: Exception) -> StoreUnavailable:
        made = unavailable(self.uri, error)
        if passes(error):
            self._outage.begin(str(made))
        return made

    def _connected(self, deadline: float) -> Any:
        if not self._lock.acquire(timeout=_left(deadline)):
            raise StoreUnavailable(f"Milvus at {place(self.uri)} has not taken the connection yet.")
        try:
            if self._client is None or self._process != os.getpid():
                self._outage.check()  # another thread may have tried while this one waited
                self._client = self._new_client(_left(deadline))
                self._process = os.getpid()
            return self._client
        finally:
            self._lock.release()

    def _new_client(self, seconds: float) -> Any:
        # Dedicated, since pymilvus would share it with whoever else in this process asks the
        # same server, and with the processes that this one forks.
        try:
            client = self.pymilvus.MilvusClient(
                self.uri,
                token=self.token,
                timeout=seconds,
                dedicated=True,
                grpc_options=_CHANNEL,
            )
        except self._failures as error:
            if not passes(error):  # else it is tried again before it counts
                self._outage.begin(str(unavailable(self.uri, error)))
            raise
        # pymilvus would connect anew at each failure, one thread after the other and each for
        # as long as this took; gRPC's channel does so by itself.
        with suppress(AttributeError):
            client._handler._on_rpc_error = lambda error: False
        return client

    def close(self) -> None:
        """Let go of the client; the next call makes another."""
        with self._lock:
            client, self._client = self._client, None
        if client is not None and self._process == os.getpid():
            client.close()


def _left(deadline: float) -> float:
    return max(deadline - time.monotonic(), 0.001)


def _imported() -> tuple[Any, tuple[type[Exception], ...]]:
    """The client, and what its calls raise."""
    try:
        import grpc
        import pymilvus
    except ImportError as error:
        raise StoreUnavailable(
            'store = "milvus" needs the extra: pip install "citeqa[milvus]".'
        ) from error
    # It logs each failure with a traceback; what matters is in the exception.
    logging.getLogger("pymilvus").setLevel(logging.CRITICAL)
    return pymilvus, (pymilvus.MilvusException, grpc.RpcError)
