"""What an article's title is, where its text begins with one."""

import re
from itertools import islice

from index.text.lines import lines
from index.text.moment import is_moment
from index.text.residue import residue

_ALT = re.compile(r"!\[([^\]\n]{1,300})\]\(")
_HEADING = re.compile(r"#{1,6}\s+(\S.{0,299})")
_PROSE_END = (".", "!", "?", "…", "»", "”", '"')
_ENDS_SENTENCE = (".", "…", ":", ";", ",")
#: Datelines, bullets, hours and bylines: a short first line that is no headline.
_OTHER = re.compile(
    r"[-•*>(]|\d{1,2}\s?[h:]\s?\d\d|[A-ZÀ-Ý][A-ZÀ-Ý'/ -]+(?:,| (?:\(|[-–—|] ))|.*©|"
    r"(?i:ce qu['’]il faut (?:retenir|savoir)$|.*\bde (?:notre|nos) (?:envoyé|correspondant))"
)
#: Headlines are longer than a section name and shorter than a paragraph, in characters.
_LENGTH = range(12, 201)
#: Lines that may stand above the title, and below it before the running text.
_ABOVE = 8
_BELOW = 6


def title(text: str) -> str | None:
    """The heading or headline that ``text`` begins with, navigation and images passed over.

    ``None`` where the first line is a sentence, or where no running text follows.
    """
    rows = list(islice(lines(text), _ABOVE + _BELOW))
    head = text[: rows[-1].end] if rows else ""
    skipped = set(residue(head, None))
    alt = None
    for number, span in enumerate(rows[:_ABOVE]):
        line = span.within(text).strip()
        if found := _ALT.match(line):
            alt = found[1].strip()
        elif line == alt:
            return line
        elif span not in skipped:
            below = [row.within(text).strip() for row in rows[number + 1 :] if row not in skipped]
            return _headline(line, below)
    return None


def _headline(line: str, below: list[str]) -> str | None:
    if heading := _HEADING.fullmatch(line):
        return heading[1].rstrip(" #")
    if len(line) not in _LENGTH or len(line.split()) < 3 or line.endswith(_ENDS_SENTENCE):
        return None
    if _OTHER.match(line) or is_moment(line.partition(",")[2]):
        return None
    # The running text is in sentences, and at least one is longer than a headline is.
    follows = any(len(row) > max(60, len(line)) and row.endswith(_PROSE_END) for row in below)
    return line if follows else None
