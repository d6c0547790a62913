"""Calls to Milvus, each with a time limit, and what is made of their failures."""

import logging
import os
import threading
import time
from typing import Any

from index.errors import StoreUnavailable

#: Pauses before the next attempt, in seconds, when the connection failed: long enough for a
#: proxy to pass over to another node, short beside the time that a caller grants.
_PAUSES = (0.05, 0.2, 0.5)

#: Milvus' codes for "cannot connect" (the client's own), "not ready", "the server's node is
#: being replaced"; gRPC's for "unavailable".
_PASSING = ("Fail connecting", "StatusCode.UNAVAILABLE", "service not ready", "channel closed")


class Connection:
    """One client for each process, made at the first call, so that forked workers share none.

    Every call that is made here may be made twice: rows are upserted under their key and
    deleted by it.
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
        self.pymilvus = _imported()

    def call(self, method: str, /, *arguments: Any, seconds: float = 0.0, **named: Any) -> Any:
        """What ``MilvusClient.method`` returns; ``seconds`` in place of the usual limit.

        :raises StoreUnavailable: when Milvus is away, too slow, or refuses.
        """
        deadline = time.monotonic() + (seconds or self.seconds)
        for pause in (*_PAUSES, None):
            left = max(deadline - time.monotonic(), 0.001)
            try:
                return getattr(self._connected(left), method)(*arguments, timeout=left, **named)
            except self.pymilvus.MilvusException as error:
                if pause is None or time.monotonic() + pause > deadline or not _passes(error):
                    raise StoreUnavailable(f"Milvus at {self.uri}: {_reason(error)}") from error
            time.sleep(pause)
        raise AssertionError("the last attempt returns or raises")

    def _connected(self, seconds: float) -> Any:
        with self._lock:
            if self._client is None or self._process != os.getpid():
                self._client = self.pymilvus.MilvusClient(
                    self.uri, token=self.token, timeout=seconds
                )
                self._process = os.getpid()
            return self._client

    def close(self) -> None:
        """Let go of the client; the next call makes another."""
        with self._lock:
            self._client = None


def _imported() -> Any:
    try:
        import pymilvus
    except ImportError as error:
        raise StoreUnavailable(
            'store = "milvus" needs the extra: pip install "citeqa[milvus]".'
        ) from error
    # It logs each failure with a traceback; what matters is in the exception.
    logging.getLogger("pymilvus").setLevel(logging.CRITICAL)
    return pymilvus


def _passes(error: Exception) -> bool:
    return any(words in str(error) for words in _PASSING)


def _reason(error: Exception) -> str:
    return (str(getattr(error, "message", "")) or str(error))[:500]
