"""The lines that questions, and articles to be stored, wait in: few have their turn at once,
few wait, the rest is refused."""

import math
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from index.clock import Deadline
from service.api.problem import ProblemError
from service.api.problem_type import (
    DEADLINE_EXCEEDED,
    OVERLOADED,
    STORE_BUSY,
    TIMED_OUT,
    ProblemType,
)

#: The longest that a refused client is told to stay away, in seconds.
LONGEST_RETRY = 60
#: What a turn is taken to need before there was any, in seconds.
_FIRST_GUESS = 0.5


@dataclass(frozen=True, slots=True)
class Refusals:
    """What those are told for whom there is no place, and those whose time is over in line."""

    full: ProblemType
    why_full: str
    late: ProblemType
    why_late: str


QUESTIONS = Refusals(
    OVERLOADED,
    "More questions are waiting than will be read soon. Try again later.",
    TIMED_OUT,
    "The question's time was over while others were being read.",
)
STORING = Refusals(
    STORE_BUSY,
    "Other requests are storing articles; nothing was changed. Try again later.",
    DEADLINE_EXCEEDED,
    "Other requests stored articles for as long as this one could wait; nothing was changed.",
)


class Line:
    """``at_once`` have their turn side by side, ``places`` others wait, first come first
    served; of one worker process."""

    def __init__(
        self,
        at_once: int,
        places: int,
        show: Callable[[int, int], None] = lambda *_: None,
        refusals: Refusals = QUESTIONS,
    ) -> None:
        """``show`` is told how many have their turn and how many wait, whenever that changes."""
        self._at_once = at_once
        self._places = places
        self._show = show
        self._refusals = refusals
        self._lock = threading.Lock()
        self._waiting: deque[threading.Event] = deque()
        self._reading = 0
        self._seconds = _FIRST_GUESS

    @contextmanager
    def turn(self, deadline: Deadline) -> Iterator[float]:
        """Wait for one's turn, and have it within the block; gives the seconds waited.

        :raises ProblemError: at once when every place is taken, or when ``deadline`` passes in
            the line; for questions ``OVERLOADED`` and ``TIMED_OUT``.
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

    def full(self) -> ProblemError:
        """The refusal of one that there is no room for."""
        return self._refused(self._refusals.full, self._refusals.why_full)

    def _refused(self, type_: ProblemType, why: str) -> ProblemError:
        return ProblemError(type_, why, headers={"Retry-After": str(self.retry_after())})

    def _come(self, deadline: Deadline) -> None:
        called = threading.Event()
        with self._lock:
            if self._reading < self._at_once:
                self._reading += 1
                self._changed()
                return
            if len(self._waiting) >= self._places:
                raise self.full()
            self._waiting.append(called)
            self._changed()
        if not called.wait(deadline.left()) and self._gave_up(called):
            raise self._refused(self._refusals.late, self._refusals.why_late)

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
