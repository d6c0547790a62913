"""Comparing ISO 8601 dates inside SQL, exactly as Haystack compares them in Python."""

from index.text.iso_dates import parse_date


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
