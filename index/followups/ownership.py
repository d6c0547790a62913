"""Whether a pronoun may mean something that its own question names in small letters."""

from collections.abc import Sequence

from index.followups import words
from index.followups.french_clauses import INVERTED

#: What "quel", "combien" and the like may have behind them: "Dans quelle ville française".
_ASKED_FOR = 2
_COUNTING = frozenset("quel quelle quels quelles combien".split())
_POSSESSIVES = frozenset("son sa ses leur leurs".split())


def may_have_its_own(tokens: Sequence[str], *, is_french: bool) -> bool:
    """``comment jean roy résume-t-il …``, ``why did china close its …``: chats have names
    without capitals, and no list has them all."""
    return _own_in_french(tokens) if is_french else _own_in_english(tokens)


def _own_in_french(tokens: Sequence[str]) -> bool:
    for at, token in enumerate(tokens):
        if not (INVERTED.match(token) or token in _POSSESSIVES):
            continue
        before = [each for each in tokens[:at] if each not in words.GRAMMAR]
        asked = bool(_COUNTING & set(tokens[:at])) or token in _POSSESSIVES
        if len(before) > (_ASKED_FOR if asked else 0):
            return True
    return False


def _own_in_english(tokens: Sequence[str]) -> bool:
    pronouns = [at for at, each in enumerate(tokens) if each in words.PRONOUNS]
    last = max(pronouns, default=0)
    return any(tokens[at] in words.AUXILIARIES and _names(tokens[at + 1]) for at in range(last - 1))


def _names(token: str) -> bool:
    verb = token in words.VERBS or token.endswith(("ed", "ing"))
    return not verb and token not in words.GRAMMAR
