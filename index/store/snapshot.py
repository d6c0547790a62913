"""Reading again when the data moved on meanwhile."""

from collections.abc import Callable
from typing import TypeVar

from index.errors import SnapshotOutdated

Result = TypeVar("Result")

#: The window is a few milliseconds between a view's beginning and its dense search, so a
#: second attempt nearly always does.
_ATTEMPTS = 20


def up_to_date(read: Callable[[], Result]) -> Result:
    """What ``read`` returns, called again when its view of the data was outdated.

    :raises SnapshotOutdated: when the data never stood still.
    """
    for _ in range(_ATTEMPTS - 1):
        try:
            return read()
        except SnapshotOutdated:
            continue
    return read()
