"""Which newspaper or agency an article is from, where it says so."""

import re

from index.loading.edges import Edges, beginnings

_STATED = re.compile(r"source ?: ?(?P<name>[^.:;!?]{2,60})(?:\. .{0,80})?", re.IGNORECASE)
#: "PARIS (AFP) -": the capitals are the place, the brackets the agency unless they hold
#: another place, so that they must look like an agency.
_DATELINE = re.compile(
    r"[A-ZÀ-Ý][A-ZÀ-Ý' -]{1,30}(?: \([^()]{1,30}\))?(?:, [^()]{1,30})? ?"
    r"\((?P<name>[A-Z]{2,6}|[^()]{0,30}\b(?i:agence|agency|presse?|dépêches?|news|agencia|agenzia)"
    r"\b[^()]{0,30})\) ?[-–—]"
)
#: "Lomé, 30 nov. 2019 (Le Flambeau) -".
_DATED_DATELINE = re.compile(
    r"[A-ZÀ-Ý][^\d,()]{1,30}, (?:le )?\d{1,2}(?:er)? [^\W\d_]{3,9}\.?(?: \d{4})? "
    r"\((?P<name>[^()]{2,40})\) ?[-–—]"
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
    for line in beginnings(text):
        if found := _DATELINE.match(line) or _DATED_DATELINE.match(line):
            return found["name"]
    return _below(title, edges)


def _below(title: str | None, edges: Edges) -> str | None:
    for above, line in zip(edges.head, edges.head[1:], strict=False):
        # "**Le Courrier** | 2 juin 2021": the name comes first.
        name = re.split(r"\s?[,|•·]", line.strip("*_ "), maxsplit=1)[0].strip("*_ ")
        named = len(name) <= 40 and _PAPER.fullmatch(name) and _PAPER_WORD.search(name)
        if above.lstrip("# ") == title and named:
            return name
    return None
