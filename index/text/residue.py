"""Web residue: lines that a page put around an article, and that are evidence of nothing.

A line is dropped only when all of it is residue: the page's own furniture, the article's
title, links below a line that announces them, or a name above or below the text.
"""

import re
from collections.abc import Iterator, Sequence

from index.span import Span
from index.text import credits
from index.text.furniture import is_furniture, is_related_header
from index.text.heading import title_lines
from index.text.lines import WRAPPED, lines
from index.text.moment import is_moment

#: "Savoie Matin, 16 mai 2024": the name comes before the date.
_NAMED = re.compile(r"[^\W\d_a-zß-ÿ][^\d,|•·]{1,40}[,|•·]\s*(?=\S)")
_LONGEST_BYLINE = 80
#: Bare names are bylines among the first or the last lines, and facts between them.
_EDGE = 3
_FINAL = (".", "!", "?", "»", "”", '"', ")", "…")
_BULLETS = tuple("•-*–>")
#: A headline under "À lire aussi" is shorter, in characters, and ends like no sentence.
_LONGEST_HEADLINE = 150
_NO_HEADLINE_END = (".", "…", ",", ";", ":")
_LINE_END = re.compile(r"\r\n?|\n")


def residue(text: str, title: str | None) -> list[Span]:
    """The lines of ``text`` that are web residue, whole and without their line ends.

    In order and without overlap. The first lines are residue too where they repeat
    ``title``: a title is context, and not to be quoted. Linear in the text.
    """
    rows = list(lines(text))
    titles = title_lines(text, rows, title)
    found = []
    listed = False
    for number, span in enumerate(rows):
        line = span.within(text)
        listed = listed and (line.lstrip().startswith(_BULLETS) or _is_link(text, rows, number))
        dated = number < max(2, 1 + len(titles)) and _is_full_date(line)
        if listed or span in titles or dated or is_furniture(line):
            found.append(span)
            listed = listed or is_related_header(line)
    return sorted([*found, *_signatures(text, rows, set(found), bool(titles))])


def _is_link(text: str, rows: Sequence[Span], number: int) -> bool:
    """Whether a line right under such links or their header is a headline, too.

    Not the first line of a wrapped paragraph, which ends like no sentence either.
    """
    before, span = rows[number - 1], rows[number]
    line = span.within(text).strip()
    if _gap(text, before, span) > 1 or not (line[:1].isupper() or line[:1].isdigit()):
        return False
    if len(line) > _LONGEST_HEADLINE or line.endswith(_NO_HEADLINE_END):
        return False
    if len(line) not in WRAPPED or number + 1 == len(rows):
        return True
    after = rows[number + 1]
    return _gap(text, span, after) > 1 or after.end - after.start not in range(WRAPPED.stop)


def _gap(text: str, above: Span, below: Span) -> int:
    """How many line ends are between two lines; more than one where blank lines are."""
    return len(_LINE_END.findall(text, above.end, below.start))


def _is_full_date(line: str) -> bool:
    """A date with its year, alone or after the name of the paper or the place."""
    line = line.replace("*", "").replace("_", "").strip()
    if (named := _NAMED.match(line)) and len(line) <= _LONGEST_BYLINE:
        line = line[named.end() :]
    return is_moment(line) and bool(re.search(r"\b\d{4}\b", line))


def _signatures(text: str, rows: Sequence[Span], found: set[Span], titled: bool) -> Iterator[Span]:
    """The bare name above the text, and the one that signs it after its last sentence."""
    rest = [span for span in rows if span not in found]
    if len(rest) < 2:
        return
    first, last, before = rest[0], rest[-1], rest[-2].within(text).rstrip()
    name = first.within(text).strip()
    # Without a title above it, the first line may be one: "Mayor Opens New Bridge".
    if rows.index(first) <= _EDGE and credits.is_person(name, surely=not titled):
        yield first
    near = len(rows) - rows.index(last) <= _EDGE
    if near and before.endswith(_FINAL) and credits.is_person(last.within(text).strip()):
        yield last
