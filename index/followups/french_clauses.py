"""Where French pronouns stand, and what is said before them in the same question."""

import re

from index.followups import words
from index.followups.mention import mentions
from index.followups.reference import Tokens

#: A verb with its subject behind it: "a-t-il".
INVERTED = re.compile(r"^(?P<verb>.+?)-(?:t-)?(?P<pronoun>il|elle|ils|elles)$")

_TAKEN_UP = re.compile(r"\s:\s|,\s*(?:(?:le|la|les|ce|cette|ces)\s|l['’]|[A-ZÀ-Ö])")


def is_bound(tokens: Tokens, at: int) -> bool:
    """Whether the token ``at`` refers to something in the same question: to what is named
    before it, or taken up at the end ("Elle coûte combien, la ligne ?")."""
    before, after = tokens.text[: tokens.start(at)], tokens.text[tokens.end(at) :]
    return bool(_TAKEN_UP.search(after) or mentions(before, french=True))


def is_inside(tokens: Tokens, at: int) -> bool:
    """Whether the token ``at`` is in a clause inside the question."""
    return any(tokens[n] in words.SUBORDINATING and tokens[n - 1] != "est-ce" for n in range(1, at))
