"""Markdown markup, taken away from a line."""

import re

_LINK = re.compile(r"!?\[([^\[\]\n]*)\]\([^()\n]*\)")
#: Emphasis stands around whole words: the stars of ``M*A*S*H`` and ``2 * 3`` stay.
_EMPHASIS = re.compile(r"(?<!\w)(\*{1,3}|_{1,3}|`)(?=[^\s*_`])([^*_`\n]*)(?<!\s)\1(?!\w)")
_LINKS_ONLY = re.compile(r"(?:[\s|•·/>»,*–-]|\d\.|!?\[[^\[\]\n]*\]\([^()\n]*\))+")


def unmarked(line: str) -> str:
    """The words of a line: links and emphasis without their markup, twice nested at most."""
    words = _LINK.sub(r"\1", line)
    for _ in range(2):
        words = _EMPHASIS.sub(r"\2", words)
    return words.strip()


def links(line: str) -> list[str] | None:
    """The texts of the links that a line is made of; ``None`` where there is more in it."""
    found = [match[1] for match in _LINK.finditer(line)]
    return found if found and _LINKS_ONLY.fullmatch(line) else None
