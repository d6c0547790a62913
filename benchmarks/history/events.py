"""What clients did and saw, with the times between which it happened."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Change:
    """A client's change of an article: to its edition ``number``, or its deletion (``None``).

    ``end`` is when the client was told of it, ``None`` where it never was. Times are seconds
    of one monotonic clock.
    """

    article_id: str
    number: int | None
    begin: float
    end: float | None


@dataclass(frozen=True, slots=True)
class View:
    """What one request saw: the edition of each article that it tells of, ``None`` where it
    tells that there is none. ``what`` names the request."""

    what: str
    begin: float
    end: float
    seen: Mapping[str, int | None]


@dataclass(frozen=True, slots=True)
class History:
    """``changes`` are in each client's order; ``broken`` are replies that contradict
    themselves, whatever the history."""

    changes: list[Change]
    views: list[View]
    broken: list[str]
