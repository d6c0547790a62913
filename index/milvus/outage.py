"""Whether Milvus is away: then one call at a time finds out whether it is back."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from index.errors import StoreUnavailable

#: Seconds in which nobody asks again. A call that finds Milvus away has waited for long
#: itself: were every request to do so, they would queue up and fill the worker's threads.
_REST = 1.0


class Outage:
    """What this process knows of it; there is none until ``begin`` is called."""

    def __init__(self) -> None:
        self._reason = ""
        self._again = 0.0
        self._asking = threading.Lock()

    def begin(self, reason: str) -> None:
        """Milvus was not reached."""
        self._again, self._reason = time.monotonic() + _REST, reason

    def end(self) -> None:
        """Milvus has answered."""
        self._reason = ""

    def check(self) -> None:
        """:raises StoreUnavailable: when Milvus was not reached a moment ago."""
        if self._reason and time.monotonic() < self._again:
            raise StoreUnavailable(self._reason)

    @contextmanager
    def turn(self) -> Iterator[None]:
        """For asking Milvus.

        :raises StoreUnavailable: at once, when it was away a moment ago, or was away and
            another call is finding out whether it is back.
        """
        reason = self._reason
        if not reason:
            yield
            return
        self.check()
        if not self._asking.acquire(blocking=False):
            raise StoreUnavailable(reason)
        try:
            yield
        finally:
            self._asking.release()
