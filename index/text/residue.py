"""Web residue: lines that a page put around an article, and that are evidence of nothing.

A line is dropped only when all of it is residue. It is cut at the separators that pages
use (``|``, ``•``, ``–`` …), and every part must be a share button, a publication date, a
byline, a section name and so on; a sentence that merely speaks of sharing or publishing
stays. Expressions here match at a fixed place and repeat over disjoint characters, so
that they stay linear on hostile text.
"""

import re
from collections.abc import Iterator

from index.span import Span
from index.text import credits, widgets
from index.text.lines import lines
from index.text.moment import is_moment

#: A longer line, in characters, is running text; image Markdown is the exception.
LONGEST = 300
#: "Savoie Matin, 16 mai 2024": the name comes before the date.
_NAMED = re.compile(r"[^\W\d_a-zß-ÿ][^\d,|•·]{1,40}[,|•·]\s*(?=\S)")
_LONGEST_BYLINE = 80
#: Bare names are bylines among the first or the last lines, and facts between them.
_EDGE = 3
_FINAL = (".", "!", "?", "»", "”", '"', ")", "…")

_IMAGE = re.compile(r"!\[[^\]\n]*\]\([^)\n]*\)")
_DECORATION = re.compile(r"(?:(?![«“\"'(\[©])[\W_])+")
_SEPARATOR = re.compile(
    r"\s*[|•·→▼▲►◄☺☹]\s*|\s+[-–—/]+\s+|\]\s*\[|\]\s+|\s*[>›»]+\s+|\s{3,}|"
    r"(?<=\w\w)\.\s+|,\s+(?=mise? à jour)"
)


def residue(text: str, title: str | None) -> list[Span]:
    """The lines of ``text`` that are web residue, whole and without their line ends.

    In order and without overlap. The first lines are residue too where they repeat
    ``title``: a title is context, and not to be quoted. Linear in the text.
    """
    rows = list(lines(text))
    found = []
    listed = False
    for number, span in enumerate(rows):
        line = span.within(text)
        listed = listed and line.lstrip()[:1] in "•-*–>"
        repeats = number <= _EDGE * 2 and _repeats(line, title)
        if listed or repeats or _is_residue(line) or (number < 2 and _is_full_date(line)):
            found.append(span)
            listed = listed or _is_related_header(line)
    return sorted([*found, *_signatures(text, rows, set(found))])


def _is_residue(line: str) -> bool:
    line = line.strip()
    if image := _IMAGE.match(line):
        line = line[image.end() :]
        if not line:
            return True
    if len(line) > LONGEST:
        return False
    line = _bare(line)
    return _is_whole(line) or _is_parts(
        [part for part in _SEPARATOR.split(line) if part.strip(" .[]")]
    )


def _bare(line: str) -> str:
    line = (
        line.strip()
        .replace("’", "'")
        .replace("**", "")
        .replace("\u00a0", " ")
        .replace("\u202f", " ")
    )
    return line[found.end() :] if (found := _DECORATION.match(line)) else line


def _is_whole(line: str) -> bool:
    inner = line[1:-1].strip() if line.startswith("(") and line.endswith(")") else ""
    return any(
        pattern.fullmatch(line)
        for pattern in (
            widgets.RELATED,
            widgets.TAGS,
            widgets.TAG_LIST,
            widgets.INVITATION,
            credits.INITIALS,
            credits.AGENCY,
            credits.CREDITED,
            widgets.SECTION,
        )
    ) or bool(
        (inner and credits.WITH.fullmatch(inner))
        or (inner and credits.TRANSLATED.search(inner))
        or widgets.STATED_SOURCE.fullmatch(line)
        or (
            widgets.APPEAL.match(line)
            and widgets.APPEAL_OBJECT.search(line)
            and len(line) <= LONGEST // 2
        )
    )


def _is_parts(parts: list[str]) -> bool:
    """Whether some part is certainly residue, and the others are its company."""
    parts = [part.strip(" []") for part in parts]
    if not all(_is_certain(part) or _is_company(part) for part in parts):
        return False
    if any(_is_certain(part) for part in parts):
        return True
    menu = sum(
        bool(widgets.SECTION.fullmatch(part) or widgets.BUTTON.fullmatch(part)) for part in parts
    )
    return len(parts) > 1 and menu * 2 >= len(parts)


def _is_certain(part: str) -> bool:
    if (start := widgets.DATED.match(part)) and is_moment(part[start.end() :]):
        return True
    button = part.rstrip(" .")
    # A byline has no full stop; a sentence that begins like one has.
    return any(
        pattern.fullmatch(text)
        for text, pattern in (
            (button, widgets.WIDGET),
            (button, widgets.RELATED),
            (part, credits.BYLINE),
            (part, credits.CORRESPONDENT),
            (part, credits.PHOTO),
            (part, credits.COLLABORATION),
        )
    ) or bool(widgets.APPEAL.match(part) and widgets.APPEAL_OBJECT.search(part))


def _is_company(part: str) -> bool:
    return bool(
        widgets.BUTTON.fullmatch(part)
        or widgets.SECTION.fullmatch(part)
        or credits.SIGNATURE.fullmatch(part)
    ) or is_moment(part)


def _is_related_header(line: str) -> bool:
    line = _bare(line)
    return bool(widgets.RELATED.fullmatch(line) and widgets.RELATED_HEADER.fullmatch(line))


def _repeats(line: str, title: str | None) -> bool:
    return bool(title) and _plain(line) == _plain(title or "")


def _is_full_date(line: str) -> bool:
    """A date with its year, alone or after the name of the paper or the place."""
    line = line.replace("*", "").replace("_", "").strip()
    if (named := _NAMED.match(line)) and len(line) <= _LONGEST_BYLINE:
        line = line[named.end() :]
    return is_moment(line) and bool(re.search(r"\b\d{4}\b", line))


def _plain(line: str) -> str:
    return " ".join(line.lstrip("# ").replace("’", "'").replace("*", "").casefold().split())


def _signatures(text: str, rows: list[Span], found: set[Span]) -> Iterator[Span]:
    """The bare name above the text, and the one that signs it after its last sentence."""
    rest = [span for span in rows if span not in found]
    if len(rest) < 2:
        return
    first, last, before = rest[0], rest[-1], rest[-2].within(text).rstrip()
    if rows.index(first) <= _EDGE and _is_person(first.within(text)):
        yield first
    near = len(rows) - rows.index(last) <= _EDGE
    if near and before.endswith(_FINAL) and _is_person(last.within(text)):
        yield last


def _is_person(line: str) -> bool:
    line = line.strip()
    return bool(
        len(line) <= 60 and credits.SIGNATURE.fullmatch(line) and credits.PERSON.fullmatch(line)
    )
