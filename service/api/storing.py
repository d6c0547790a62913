"""Articles are stored for one request after the other, like questions are read."""

from collections.abc import Iterator
from contextlib import contextmanager

from index.clock import Deadline
from service.api.arrival import progress
from service.api.context import services


@contextmanager
def storing() -> Iterator[Deadline]:
    """One's turn to store articles, and when that has to be done, the waiting included.

    :raises ProblemError: ``STORE_BUSY`` at once when too many wait already,
        ``DEADLINE_EXCEEDED`` when time is over before one's turn.
    """
    deadline = Deadline(services().options.ingest_seconds)
    with services().storing.turn(deadline):
        progress()
        yield deadline
