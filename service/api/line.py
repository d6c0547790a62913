"""The line that questions wait in: few are read at once, few wait, the rest is refused."""

import math
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from index.clock import Deadline
from service.api.problem import ProblemError
from service.api.problem_type import OVERLOADED, TIMED_OUT

#: The longest that a refused client is told to stay away, in seconds.
LONGEST_RETRY = 60
#: What a question is taken to need before any has been read, in seconds.
_FIRST_GUESS = 0.5


class Line:
    """``at_once`` questions are read side by side, ``places`` others wait, first come first
    served; of one worker process."""

    def __init__(
        self, at_once: int, places: int, show: Callable[[int, int], None] = lambda *_: None
    ) -> None:
        """``show`` is told how many are read and how many wait, whenever that changes."""
        self._at_once = at_once
        self._places = places
        self._show = show
        self._lock = threading.Lock()
        self._waiting: deque[threading.Event] = deque()
        self._reading = 0
        self._seconds = _FIRST_GUESS

    @contextmanager
    def turn(self, deadline: Deadline) -> Iterator[float]:
        """Wait for one's turn, and have it within the block; gives the seconds waited.

        :raises ProblemError: ``OVERLOADED`` at once when every place is taken, ``TIMED_OUT``
            when ``deadline`` passes in the line.
        """
        begin = time.monotonic()
        self._come(deadline)
        started = time.monotonic()
        try:
            yield started - begin
        finally:
            self._go(time.monotonic() - started)

    def retry_after(self) -> int:
        """Whole seconds until those who are here now will have gone, as things go."""
        ahead = (self._reading + len(self._waiting)) / self._at_once
        return max(1, min(LONGEST_RETRY, math.ceil(ahead * self._seconds)))

    def _come(self, deadline: Deadline) -> None:
        called = threading.Event()
        with self._lock:
            if self._reading < self._at_once:
                self._reading += 1
                self._changed()
                return
            if len(self._waiting) >= self._places:
                raise overloaded(self.retry_after())
            self._waiting.append(called)
            self._changed()
        if not called.wait(deadline.left()) and self._gave_up(called):
            detail = "The question's time was over while others were being read."
            raise ProblemError(TIMED_OUT, detail, headers={"Retry-After": str(self.retry_after())})

    def _gave_up(self, called: threading.Event) -> bool:
        """Leave the line; not when one was called at the last moment."""
        with self._lock:
            if called.is_set():
                return False
            self._waiting.remove(called)
            self._changed()
            return True

    def _go(self, seconds: float) -> None:
        with self._lock:
            # The last ten or so count: questions differ, and load changes.
            self._seconds += (seconds - self._seconds) / 10
            if self._waiting:
                self._waiting.popleft().set()
            else:
                self._reading -= 1
            self._changed()

    def _changed(self) -> None:
        """With the lock held, so that what is shown last is what is so."""
        self._show(self._reading, len(self._waiting))


def overloaded(retry_after: int) -> ProblemError:
    """The refusal of a question that there is no room for."""
    detail = "More questions are waiting than will be read soon. Try again later."
    return ProblemError(OVERLOADED, detail, headers={"Retry-After": str(retry_after)})
