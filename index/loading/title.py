"""What an article's title is, where its text begins with one."""

import re
from collections.abc import Sequence
from itertools import islice

from index.span import Span
from index.text.credits import is_person
from index.text.heading import heading, is_underline
from index.text.lines import lines
from index.text.markdown import unmarked
from index.text.moment import is_moment
from index.text.residue import residue

_ALT = re.compile(r"!\[([^\]\n]{1,300})\]\(")
_PROSE_END = (".", "!", "?", "…", "»", "”", '"')
_ENDS_SENTENCE = (".", "…", ":", ";", ",")
#: Datelines, bullets, hours and bylines: a short first line that is no headline.
_OTHER = re.compile(
    r"[-•*>(]|\d{1,2}\s?[h:]\s?\d\d|[A-ZÀ-Ý][A-ZÀ-Ý'/ -]+(?:,| (?:\(|[-–—|] ))|.*©|"
    r"(?i:(?:ce qu['’]il faut (?:retenir|savoir)|communiqué(?: de presse)?|press release|"
    r"point de vue|compte rendu|revue de presse|lettre ouverte|breaking news|dernière minute)$|"
    r".*\bde (?:notre|nos) (?:envoyé|correspondant))"
)
#: Headlines are longer than a section name and shorter than a paragraph, in characters.
_LENGTH = range(8, 201)
#: The running text is in sentences, and one of them at least is longer, in characters.
_RUNNING = 60
#: A headline of few words, in words or characters, stands right above a sentence.
_FEW_WORDS = 3
_SHORT = 12
#: Lines that may stand above the title, and below it before the running text.
_ABOVE = 8
_BELOW = 6
#: Lines that may stand above a first "# heading".
_ABOVE_HEADING = 3


def title(text: str) -> str | None:
    """The heading or headline that ``text`` begins with, without Markdown markup;
    navigation and images are passed over.

    ``None`` where the first line is a sentence, or where no running text follows.
    """
    rows = list(islice(lines(text), _ABOVE + _BELOW))
    if found := _marked(text, rows):
        return found
    skipped = set(residue(text[: rows[-1].end] if rows else "", None))
    alt = None
    for number, span in enumerate(rows[:_ABOVE]):
        line = span.within(text).strip()
        if image := _ALT.match(line):
            alt = image[1].strip()
        elif line == alt:
            return unmarked(line)
        elif span not in skipped:
            below = [row.within(text).strip() for row in rows[number + 1 :] if row not in skipped]
            return _headline(line, below)
    return None


def _marked(text: str, rows: Sequence[Span]) -> str | None:
    """The heading among the first lines that Markdown marks as the first in rank."""
    for number, span in enumerate(rows[:_ABOVE_HEADING]):
        line = span.within(text).strip()
        if found := heading(line, deepest=1):
            return found
        below = rows[number + 1].within(text) if number + 1 < len(rows) else ""
        if is_underline(below) and below.lstrip().startswith("=") and len(line) in _LENGTH:
            return unmarked(line) or None
    return None


def _headline(line: str, below: Sequence[str]) -> str | None:
    if found := heading(line):
        return found
    if len(line) not in _LENGTH or len(line.split()) < 2 or line.endswith(_ENDS_SENTENCE):
        return None
    marks = re.match(r"[*_]{1,3}(?=\w)", line)
    if _OTHER.match(line[marks.end() if marks else 0 :]) or is_moment(line.partition(",")[2]):
        return None
    few = len(line.split()) < _FEW_WORDS or len(line) < _SHORT
    plain = not line.isupper() and "," not in line and not is_person(line)
    if few and not (plain and _begins(line, below)):
        return None
    return unmarked(line) if _begins(line, below) or _follows(line, below) else None


def _follows(line: str, below: Sequence[str]) -> bool:
    """Whether running text follows, maybe after a standfirst."""
    return any(len(row) > max(_RUNNING, len(line)) and row.endswith(_PROSE_END) for row in below)


def _begins(line: str, below: Sequence[str]) -> bool:
    """Whether a sentence stands right below, in one line or several."""
    if not below or below[0].endswith("?") or len(below[0]) <= len(line):
        return False
    ends = below[0].endswith(_PROSE_END) or (below[1:2] != [] and below[1][:1].islower())
    return ends and len(below[0].split()) >= 4
