"""Who wrote an article, where a line says so."""

import re

from index.loading.edges import Edges

_WORD = r"(?:d['’])?[^\W\d_a-zà-öø-ÿ][\w'’.-]*"
_NAME = rf"{_WORD}(?: (?:(?:de|du|des|van|von|der|den|el|da|di|le|la) ){{0,2}}{_WORD}){{1,3}}"
_BYLINE = re.compile(
    r"(?:^|[|•·–—-] )(?i:par|by|por|von|di|door|rédigé par|posted by|written by|auteure? :) "
    rf"(?P<names>{_NAME}(?:(?:, | et | and | & ){_NAME}){{0,3}})"
    r"(?=$| ?[|•·(]| [–—-] |, | (?i:à|in|at|en|avec|with) )"
)


def author(edges: Edges) -> str | None:
    """The names in a line such as ``Par Prénom Nom, à Lyon``; first line wins."""
    for line in (*edges.head, *edges.tail):
        found = _BYLINE.search(line)
        # A sentence may begin like a byline ("Par Toutatis, …"), but it ends like one.
        if found and not line.endswith((".", "!", "?", "…")):
            return found["names"]
    return None
