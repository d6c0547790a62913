"""One thing that was mended, or that could not be."""

import sqlite3
from collections.abc import Callable
from dataclasses import dataclass

from index.errors import CiteqaError


@dataclass(frozen=True, slots=True)
class Repair:
    """``detail`` says what was done, or why nothing could be, for people."""

    name: str
    done: bool
    detail: str


def tried(name: str, mend: Callable[[], str]) -> list[Repair]:
    """What ``mend`` says that it did; nothing when it says nothing, and its error as the
    reason why it could not."""
    try:
        said = mend()
    except (CiteqaError, sqlite3.Error, ValueError, OSError) as error:
        return [Repair(name, False, str(error) or type(error).__name__)]
    return [Repair(name, True, said)] if said else []
