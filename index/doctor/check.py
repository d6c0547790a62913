"""One thing that was looked at."""

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass

from index.errors import CiteqaError

#: How many problems a check tells in full.
_SHOWN = 3


@dataclass(frozen=True, slots=True)
class Check:
    """``detail`` says what was found, for people."""

    name: str
    ok: bool
    detail: str


def checked(name: str, problems: Iterable[str], fine: str = "ok") -> Check:
    """``fine`` when there are no problems, else the first of them and their number.

    What the problems are looked for in may itself be broken: errors of the store, of a
    model and of values that make no sense count as one more.
    """
    shown: list[str] = []
    count = 0
    try:
        for problem in problems:
            count += 1
            if count <= _SHOWN:
                shown.append(problem)
    except (CiteqaError, sqlite3.Error, ValueError, OSError, AssertionError) as error:
        shown.append(str(error) or type(error).__name__)
    more = f"; and {count - _SHOWN} more" if count > _SHOWN else ""
    return Check(name, not shown, "; ".join(shown) + more if shown else fine)
