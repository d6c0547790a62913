"""Names and numbers for writes."""

import secrets
import time

#: Digits of a stamp that are microseconds since 1970.
_DIGITS = 16


def stamp() -> str:
    """A name that no other write has; the later is the greater, as far as clocks agree."""
    return before(0.0) + secrets.token_hex(8)


def before(seconds: float) -> str:
    """What every stamp is greater than that was made less than ``seconds`` ago."""
    return f"{int((time.time() - seconds) * 1e6):0{_DIGITS}}"


def number() -> int:
    """For the order in which rows were written: microseconds, to be counted on from."""
    return time.time_ns() // 1000
