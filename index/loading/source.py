"""Which newspaper or agency an article is from, where it says so."""

import re

from index.loading.edges import Edges
from index.text.lines import lines

_STATED = re.compile(r"source ?: ?(?P<name>[^.:;!?]{2,60})(?:\. .{0,80})?", re.IGNORECASE)
#: "PARIS (AFP) -": the capitals are the place, the brackets the agency unless they hold
#: another place, so that they must look like an agency.
_DATELINE = re.compile(
    r"[A-ZÀ-Ý][A-ZÀ-Ý' -]{1,30}(?: \([^()]{1,30}\))?(?:, [^()]{1,30})? ?"
    r"\((?P<name>[A-Z]{2,6}|[^()]{0,30}\b(?i:agence|agency|presse?|dépêches?|news|agencia|agenzia)"
    r"\b[^()]{0,30})\) ?[-–—]"
)
_PAPER_PART = r"(?:[A-ZÀ-Ý][\w'’.-]*|d[eu]|des|of|the|la|les|del|et|d['’]\w+)"
_PAPER = re.compile(rf"[A-ZÀ-Ý][\w'’.-]*(?: {_PAPER_PART}){{0,6}}")
_PAPER_WORD = re.compile(
    r"\b(?:journal|gazette|courrier|tribune|quotidien|figaro|times|post|herald|presse|écho|échos|"
    r"dépêche|nouvelles|républicain|télégramme|progrès|soir|agence|radio|magazine|news|daily|"
    r"chronicle|observer|guardian|telegraph|diario|giornale|zeitung|press|france info)\b",
    re.IGNORECASE,
)


def source(text: str, edges: Edges, title: str | None) -> str | None:
    """The name in ``Source : …``, in a news agency's dateline or under the title."""
    for line in (*edges.tail[::-1], *edges.head):
        if found := _STATED.fullmatch(line):
            return found["name"].strip()
    for line, _ in zip((span.within(text).strip() for span in lines(text)), range(4), strict=False):
        if found := _DATELINE.match(line):
            return found["name"]
    return _below(title, edges)


def _below(title: str | None, edges: Edges) -> str | None:
    for above, line in zip(edges.head, edges.head[1:], strict=False):
        named = len(line) <= 40 and _PAPER.fullmatch(line) and _PAPER_WORD.search(line)
        if above.lstrip("# ") == title and named:
            return line
    return None
