"""When an article was published, where it says so."""

import re
from datetime import date, datetime

from dateparser import parse

from index.loading.edges import Edges, beginnings
from index.text.moment import is_moment

_LANGUAGES = ["fr", "en", "es", "it", "de", "pt", "nl", "ca", "ro", "pl", "sv", "da", "fi", "cs"]
#: Only dates that are written out: nothing relative, no gaps filled from today's date.
_STRICT = {"STRICT_PARSING": True, "PARSERS": ["absolute-time"]}

#: The longest date that is read, in characters.
_LONGEST = 80

_DATE = (
    r"(?:[^\W\d_]{2,10}(?:-feira)?[.,]?\s)?(?P<date>\d{4}-\d\d-\d\d|\d{1,2}[./-]\d{1,2}[./-]\d{4}|"
    r"\d{1,2}(?:er|st|nd|rd|th|º|\.)?\s(?:de\s)?[^\W\d_]{3,12}\.?,?\s(?:del?\s)?\d{4}|"
    r"[^\W\d_]{3,12}\.?\s\d{1,2}(?:st|nd|rd|th)?,?\s\d{4})"
)
_TIME = (
    r"(?:(?:,|\s-|\s–)?\s?(?:T|(?:à|at|a las|alle|ore|um|às|om)\s)?\s?"
    r"(?P<hour>\d{1,2})\s?[h:.]\s?(?P<minute>\d\d)(?::\d\d)?(?:\s?(?P<half>[ap])\.?m\.?)?"
    r"(?:\s?(?:uhr|z|[a-z]{3,4}|[+-]\d\d:?\d\d))?)?"
)
_STATED = re.compile(
    r"(?:^|[|•·–—-]\s|\.\s)(?:article\s)?(?:publiée?|mise? en ligne|paru|postée?|"
    r"(?:first\s)?published|posted|publicad[oa]|pubblicat[oa]|veröffentlicht|gepubliceerd)"
    rf"(?:\s(?:le|on|the|el|em|il|am|op))?\s?:?\s?{_DATE}{_TIME}"
    r"(?=$|[.,;]?\s(?:[|•·–—(-]|par\s|by\s|mise? à jour|modifié|updated)|\.\s|\.$|\s{2})",
    re.IGNORECASE,
)
_ALONE = re.compile(rf"(?:le\s)?{_DATE}{_TIME}\.?", re.IGNORECASE)
#: "Savoie Matin, 16 mai 2024", "**Le Courrier** | 2 juin 2021", "Tbilissi, le 21 juin 2024".
_NAMED = re.compile(
    r"[*_]*[A-ZÀ-Ý][^\d,|•·*_]{1,40}[*_]*\s?[,|•·–—-]\s?[*_]*(?:le\s|den\s|the\s)?"
    rf"(?P<moment>{_DATE}{_TIME})[*_]*\.?"
)
#: "Lomé, 30 nov. 2019 (Le Flambeau) - La 14e session …"
_DATELINE = re.compile(
    rf"[A-ZÀ-Ý][^\d,()]{{1,30}}, (?:le )?(?P<moment>{_DATE})(?: \([^()]{{2,40}}\))? ?[-–—] "
)


def is_iso(value: str) -> bool:
    """Whether ``value`` is an ISO 8601 date or date-time in the extended format."""
    try:
        datetime.fromisoformat(value)
    except ValueError:
        return False
    return value[4:5] == value[7:8] == "-"


def written_date(words: str, language: str | None) -> str | None:
    """A declared date in ISO 8601, its hour and zone kept: "2024-03-05 08:30:00 +0100" or
    "5 mars 2024"; ``None`` where it is no date."""
    words = words.strip()
    try:
        moment = datetime.fromisoformat(re.sub(r"(?<=\d) (?=[+-]\d|Z$)", "", words))
    except ValueError:
        found = _ALONE.fullmatch(words[:_LONGEST])
        return _moment(found, language) if found and is_moment(words) else None
    return moment.isoformat() if ":" in words else moment.date().isoformat()


def published(text: str, edges: Edges, language: str | None) -> str | None:
    """``YYYY-MM-DD``, with ``THH:MM`` where an hour is given, as the article states it.

    A statement of publication counts, and so does a date that stands above the text, alone
    or after a name, or in a dateline; updates and dates in sentences do not. ``03/04/2024``
    is read day first, except in English or an unknown language, where it is no date.
    """
    for line in (*edges.head, *edges.tail):
        if found := _STATED.search(line):
            return _moment(found, language)
    for line in edges.head:
        # The expression takes any word for a weekday: "Updated 30 May 2024" has none.
        if is_moment(line) and (found := _ALONE.fullmatch(line)):
            return _moment(found, language)
        if (found := _NAMED.fullmatch(line)) and is_moment(found["moment"]):
            return _moment(found, language)
    for line in beginnings(text):
        if (found := _DATELINE.match(line)) and is_moment(found["moment"]):
            return _moment(found, language)
    return None


def _moment(found: re.Match[str], language: str | None) -> str | None:
    day = _day(found["date"], language)
    groups = found.groupdict()
    if day is None or groups.get("hour") is None:
        return day.isoformat() if day else None
    hour, minute = int(found["hour"]), int(found["minute"])
    if half := found["half"]:
        hour = hour % 12 + 12 * (half.lower() == "p")
    if hour > 23 or minute > 59:
        return day.isoformat()
    return f"{day.isoformat()}T{hour:02}:{minute:02}"


def _day(words: str, language: str | None) -> date | None:
    numbers = [int(number) for number in re.findall(r"\d+", words)]
    try:
        if len(numbers) < 3:
            moment = parse(words, languages=_LANGUAGES, settings=_STRICT)
            return moment.date() if moment else None
        if numbers[0] > 31:
            return date(*numbers)
        first, second, year = numbers
        return date(year, *_month_and_day(first, second, language))
    except ValueError:
        return None


def _month_and_day(first: int, second: int, language: str | None) -> tuple[int, int]:
    if language not in (None, "en") or first > 12 or first == second:
        return second, first
    if second > 12:
        return first, second
    raise ValueError("ambiguous")
