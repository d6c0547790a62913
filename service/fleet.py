"""What gunicorn's master and its workers let each other know, in memory that they share."""

import mmap

_WORKERS = 1024
#: Numbers that are of no worker.
_OWN = 3


class Fleet:
    """Which workers serve, which of them a reload is to replace, and whether all are to stop.

    Made by the master before it forks. Workers are numbered by ``age``, as gunicorn does:
    from 1, and never twice.
    """

    def __init__(self) -> None:
        # Three numbers and a place for each worker; a write of one of them is not divisible.
        self._shared = memoryview(mmap.mmap(-1, 8 * (_OWN + _WORKERS))).cast("Q")

    def stop(self) -> None:
        """The service as a whole is to stop."""
        self._shared[2] = 1

    def is_stopping(self) -> bool:
        """Whether the service as a whole is to stop."""
        return bool(self._shared[2])

    def reload(self, youngest: int, workers: int) -> None:
        """The workers up to the age of ``youngest`` will be replaced by ``workers`` new ones."""
        self._shared[1] = workers
        self._shared[0] = youngest

    def serves(self, age: int) -> None:
        """The worker of this age has loaded the application."""
        self._shared[_OWN + age % _WORKERS] = age

    def leaves(self, age: int) -> None:
        """The worker of this age is about to end, or has ended."""
        self._shared[_OWN + age % _WORKERS] = 0

    def is_whole(self, workers: int) -> bool:
        """Whether so many workers serve, none of them about to end."""
        return sum(age > 0 for age in self._shared[_OWN:]) >= workers

    def is_replaced(self, age: int) -> bool:
        """Whether a reload has begun that replaces the worker of this age."""
        return age <= self._shared[0]

    def can_leave(self) -> bool:
        """Whether all the new workers of the last reload serve."""
        youngest, workers = self._shared[0], self._shared[1]
        return sum(age > youngest for age in self._shared[_OWN:]) >= workers


#: Of this master and its workers; it stays when the master reads its configuration anew.
FLEET = Fleet()
