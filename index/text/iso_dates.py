"""ISO 8601 dates as Haystack's filters read them."""

import re
from datetime import datetime
from functools import lru_cache

import dateutil.parser

_ISO = re.compile(r"\d{4}-\d{2}-\d{2}(?:[Tt ].{0,40})?", re.ASCII | re.DOTALL)

_LONGEST = 51


def parse_date(value: str) -> datetime | None:
    """The instant of an ISO 8601 date or date-time, ``YYYY-MM-DD`` first; ``None`` for
    any other text, however long."""
    return _parsed(value) if len(value) <= _LONGEST else None


@lru_cache(maxsize=65536)
def _parsed(value: str) -> datetime | None:
    if not _ISO.fullmatch(value):
        return None
    try:
        return datetime.fromisoformat(value)
    except ValueError:
        try:
            return dateutil.parser.isoparse(value)
        except (ValueError, OverflowError):
            return None
