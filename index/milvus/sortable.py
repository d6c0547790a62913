"""Values as texts that Milvus compares exactly as Haystack compares the values.

Milvus compares numbers in JSON as doubles, knows no dates, and says different things of
missing fields in different versions; texts of one form it compares alike everywhere.
"""

import base64
import hashlib
import json
from datetime import datetime, timedelta
from typing import Any

#: Kinds, by the first character of a text.
NUMBER, TEXT, DATE, LIST, OBJECT = "n", "t", "d", "a", "o"
#: Greater than every number's text.
BEYOND_NUMBERS = "o"

_BITS = 64
_BIAS = 2_000
_DAY_ONE = datetime(1, 1, 1)
#: Time zones reach to the day before the first one.
_EARLIER = 10**12


def digest(text: str, size: int = 15) -> str:
    """A short name for ``text``, without characters that mean anything in an expression."""
    hashed = hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=size)
    return base64.urlsafe_b64encode(hashed.digest()).decode().rstrip("=")


def number(value: float) -> str:
    """Of finite and infinite numbers and booleans; equal for equal ones, and in their order.

    Exact for whole numbers of 64 bits and for all floats; greater whole numbers are floats,
    as in SQLite.
    """
    if isinstance(value, int) and abs(value) >= 2**63:
        value = _as_float(value)
    if value == 0:
        return NUMBER + "1"
    if value in (float("inf"), float("-inf")):
        return NUMBER + ("3" if value > 0 else "0")
    above, below = abs(value).as_integer_ratio()
    bits = above.bit_length()
    exponent = bits - below.bit_length() + _BIAS
    # Nothing is lost to the right: a float has 53 bits that are not 0.
    mantissa = above << (_BITS - bits) if bits <= _BITS else above >> (bits - _BITS)
    if value > 0:
        return f"{NUMBER}2{exponent:04}{mantissa:016x}"
    return f"{NUMBER}0{9_999 - exponent:04}{2**_BITS - 1 - mantissa:016x}"


def text(value: str) -> str:
    """Of a text that is no date: it is compared for equality alone."""
    return TEXT + digest(value)


def structure(value: list[Any] | dict[str, Any]) -> str:
    """Of a list or an object: equal for equal ones, numbers in them compared by value."""
    kind = LIST if isinstance(value, list) else OBJECT
    canonical = json.dumps(_canonical(value), ensure_ascii=False, sort_keys=True)
    return kind + digest(canonical)


def local(date: datetime) -> str:
    """What the clock showed, of any date."""
    return f"{_microseconds(date.replace(tzinfo=None)) + _EARLIER:020}"


def instant(date: datetime) -> str:
    """The moment itself, of a date with a time zone."""
    offset = date.utcoffset() or timedelta()
    ahead = offset // timedelta(microseconds=1)
    return f"{_microseconds(date.replace(tzinfo=None)) - ahead + _EARLIER:020}"


def _microseconds(date: datetime) -> int:
    return (date - _DAY_ONE) // timedelta(microseconds=1)


def _as_float(value: int) -> float:
    try:
        return float(value)
    except OverflowError:
        return float("inf") if value > 0 else float("-inf")


def _canonical(value: Any) -> Any:
    if isinstance(value, list | tuple):
        return [_canonical(each) for each in value]
    if isinstance(value, dict):
        return {"object": {str(key): _canonical(each) for key, each in value.items()}}
    if isinstance(value, int | float):
        return {"number": "/".join(map(str, value.as_integer_ratio()))}
    return value
