"""A page's furniture: lines that are residue whatever stands around them.

A line is cut at the separators that pages use (``|``, ``•``, ``–`` …), and every part
must be a share button, a publication date, a byline, a section name and so on; a sentence
that merely speaks of sharing or publishing is none. Expressions here match at a fixed
place and repeat over disjoint characters, so that they stay linear on hostile text.
"""

import re

from index.text import credits, widgets
from index.text.markdown import links
from index.text.moment import is_moment
from index.text.notices import is_notice

#: A longer line, in characters, is running text; image Markdown is the exception.
LONGEST = 300

_IMAGE = re.compile(r"!\[[^\]\n]*\]\([^)\n]*\)")
_DECORATION = re.compile(r"(?:(?![«“\"'(\[©<])[\W_])+")
_SEPARATOR = re.compile(
    r"\s*[|•·→▼▲►◄☺☹]\s*|\s+[-–—/]+\s+|\]\s*\[|\]\s+|\s*[>›»]+\s+|\s{3,}|"
    r"(?<=\w\w)\.\s+|,\s+(?=mise? à jour)"
)
_ADDRESSES = re.compile(r"<?(?:https?://|www\.)[^\s<>]+>?(?:\s+<?(?:https?://|www\.)[^\s<>]+>?)*")
_TAGS = re.compile(
    r"(?:\s*<(?:!--[^<>]*--|/?(?:div|p|span|br|hr|section|article|img|a|ul|ol|li|table|tr|td|th|"
    r"tbody|script|style|iframe|figure|figcaption|header|footer|nav|aside|main|form|input|button|"
    r"center|b|i|em|strong|h[1-6]|blockquote)\b[^<>]*)>)+",
    re.IGNORECASE,
)
_BULLET = re.compile(r"\s*(?:[-•–*]|\d{1,2}[.)])\s")
_SENTENCE_END = (".", "!", "?", "…", "»")


def is_furniture(line: str) -> bool:
    """Whether all of ``line`` belongs to the page and not to the article."""
    line = line.strip()
    if image := _IMAGE.match(line):
        line = line[image.end() :]
        if not line:
            return True
    if len(line) > LONGEST:
        return False
    if _is_code(line):
        return True
    agency = not _BULLET.match(line)  # A list may name agencies.
    line = bare(line)
    return _is_whole(line, agency) or _is_parts(
        [part for part in _SEPARATOR.split(line) if part.strip(" .[]")]
    )


def is_related_header(line: str) -> bool:
    """Whether ``line`` announces links to other articles, which come below it."""
    line = bare(line)
    return bool(widgets.RELATED.fullmatch(line) and widgets.RELATED_HEADER.fullmatch(line))


def bare(line: str) -> str:
    """A line without the signs around it, its typography plain."""
    line = (
        line.strip()
        .replace("’", "'")
        .replace("**", "")
        .replace("\u00a0", " ")
        .replace("\u202f", " ")
    )
    return (line[found.end() :] if (found := _DECORATION.match(line)) else line).rstrip("*_ ")


def _is_code(line: str) -> bool:
    """Addresses, HTML tags or links that say no sentence, and nothing else."""
    named = links(line)
    linked = named is not None and not any(name.endswith(_SENTENCE_END) for name in named)
    return linked or bool(_ADDRESSES.fullmatch(line.strip("- •*")) or _TAGS.fullmatch(line))


def _is_whole(line: str, agency: bool) -> bool:
    inner = line[1:-1].strip() if line.startswith("(") and line.endswith(")") else ""
    words = inner or line
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
            widgets.STATED_SOURCE,
        )
    ) or bool(
        (inner and credits.WITH.fullmatch(inner))
        or (inner and credits.TRANSLATED.search(inner))
        or (agency and credits.WIRES.fullmatch(words))
        or credits.ILLUSTRATION.fullmatch(words)
        or is_notice(words)
        or (_is_appeal(line) and len(line) <= LONGEST // 2)
    )


def _is_appeal(words: str) -> bool:
    return bool(widgets.APPEAL.match(words) and widgets.APPEAL_OBJECT.search(words))


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
    return (
        any(
            pattern.fullmatch(text)
            for text, pattern in (
                (button, widgets.WIDGET),
                (button, widgets.RELATED),
                (part, credits.BYLINE),
                (part, credits.CORRESPONDENT),
                (part, credits.PHOTO),
                (part, credits.ILLUSTRATION),
                (part, credits.COLLABORATION),
            )
        )
        or is_notice(part)
        or _is_appeal(part)
    )


def _is_company(part: str) -> bool:
    return bool(
        widgets.BUTTON.fullmatch(part)
        or widgets.SECTION.fullmatch(part)
        or credits.SIGNATURE.fullmatch(part)
    ) or is_moment(part)
