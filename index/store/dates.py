"""Comparing ISO 8601 dates inside SQL, exactly as Haystack compares them in Python."""

import re
from datetime import datetime
from functools import lru_cache

import dateutil.parser

_ISO = re.compile(r"\d{4}-\d{2}-\d{2}(?:[Tt ].{0,40})?", re.ASCII | re.DOTALL)


def parse_date(value: str) -> datetime | None:
    """The instant of an ISO 8601 date or date-time, ``YYYY-MM-DD`` first; ``None`` for
    any other text, however long."""
    return _parsed(value) if _ISO.fullmatch(value) else None


@lru_cache(maxsize=65536)
def _parsed(value: str) -> datetime | None:
    try:
        return datetime.fromisoformat(value)
    except ValueError:
        try:
            return dateutil.parser.isoparse(value)
        except (ValueError, OverflowError):
            return None


def compare_dates(value: object, other: object) -> int | None:
    """-1, 0 or 1; ``None`` where either is no date.

    As in Haystack, a date-time without a zone is read in the other one's zone.
    """
    if not isinstance(value, str) or not isinstance(other, str):
        return None
    one, two = parse_date(value), parse_date(other)
    if one is None or two is None:
        return None
    if one.tzinfo is None:
        one = one.replace(tzinfo=two.tzinfo)
    elif two.tzinfo is None:
        two = two.replace(tzinfo=one.tzinfo)
    return (one > two) - (one < two)
