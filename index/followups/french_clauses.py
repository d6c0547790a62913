"""Where French pronouns stand, and what is said before them in the same question."""

import re

from index.followups import words
from index.followups.mention import mentions
from index.followups.reference import Tokens

#: A verb with its subject behind it: "a-t-il".
INVERTED = re.compile(r"^(?P<verb>.+?)-(?:t-)?(?P<pronoun>il|elle|ils|elles)$")


def is_bound(tokens: Tokens, at: int) -> bool:
    """Whether something before the token ``at`` of the same question is what it refers to."""
    before = tokens.text[: tokens.start(at)]
    return bool(mentions(before, french=True))


def is_inside(tokens: Tokens, at: int) -> bool:
    """Whether the token ``at`` is in a clause inside the question."""
    return any(tokens[n] in words.SUBORDINATING and tokens[n - 1] != "est-ce" for n in range(1, at))
