"""Question words alone: "Où ?", "Avec combien de retard ?", "On what condition?"."""

import re
from collections.abc import Sequence

from index.followups import words
from index.followups.exchange import Exchange
from index.followups.reference import Tokens

#: A fragment has at most so many words.
LONGEST = 8
#: What an earlier answer may have to stand in the place of its question's "who".
_FILLING = 12
_OF_CIRCUMSTANCE = frozenset("où where quand when pourquoi why".split())
_COUNTED = frozenset("combien quel quelle quels quelles which what how".split())
_HOW = frozenset("many much long often far old big high deep late soon".split())
_FRENCH_INVERTED = re.compile(r"-(?:t-)?(?:il|elle|ils|elles|on|ce)$")


def is_question_word(tokens: Tokens) -> bool:
    """Whether the text is a question word and what belongs to it, without a verb."""
    at = 0
    while at < len(tokens) and tokens[at] in words.PREPOSITIONS:
        at += 1
    if at == len(tokens) or tokens[at] not in words.WH or len(tokens) > LONGEST:
        return False
    rest = tokens[at + 1 :]
    if not rest:
        return True
    if tokens[at] == "pourquoi" and rest[0] in ("ce", "cet", "cette", "pas") and len(rest) == 2:
        return True
    noun = [each for each in rest if each not in ("de", "d'")]
    if tokens[at] == "how":
        return rest[0] in _HOW and len(rest) <= 2 and not has_verb(rest)
    if tokens[at] not in _COUNTED or len(noun) != 1 or has_verb(rest):
        return False
    return tokens[at] not in ("which", "what") or not noun[0].endswith("ed")


def noun_counted(tokens: Tokens) -> str | None:
    """The noun of "Combien d'esturgeons ?" and "How many trains?"."""
    if tokens[0] not in ("combien", "how") or len(tokens) < 3:
        return None
    noun = tokens.original(len(tokens) - 1)
    return None if noun in ("temps", "time", "fois", "times") else noun


def has_verb(tokens: Sequence[str]) -> bool:
    """Whether there is a verb of the lists, or a subject."""
    verbs = words.AUXILIARIES | words.VERBS
    pronouns = words.PRONOUNS - words.DETERMINERS.keys() - {"en", "her", "his", "its", "their"}
    return any(
        each in verbs or each in pronouns or _FRENCH_INVERTED.search(each) for each in tokens
    )


def with_question_word(fragment: str, exchange: Exchange) -> str | None:
    """The earlier question asked with another question word; ``None`` where it has none."""
    tokens = Tokens(exchange.question)
    start, end = _asked(tokens)
    if end == 0 or (_is_amount(fragment) and tokens[start] in _OF_CIRCUMSTANCE):
        return None
    body = exchange.question[tokens.start(end) :].strip()
    if _is_subject(tokens, start, end):
        body = f"{_filling(exchange, tokens, start, end)} {body}".strip()
    return f"{words.bare(fragment)} {body}"


def _is_amount(fragment: str) -> bool:
    return words.tokens(fragment) in (["combien"], ["how", "many"])


def _asked(tokens: Tokens) -> tuple[int, int]:
    """The question word's index, and the one after all that belongs to it."""
    at = 0
    while at < len(tokens) and tokens[at] in words.PREPOSITIONS:
        at += 1
    if at == len(tokens) or tokens[at] not in words.WH:
        return 0, 0
    end = at + 1
    if tokens[at] in _COUNTED and not _verb_follows(tokens, at):
        while end < len(tokens) and not has_verb(tokens[end : end + 1]):
            begins = tokens[end] in words.DETERMINERS and tokens[end] not in ("du", "des")
            if begins or (tokens[end] in words.PREPOSITIONS and tokens[end] not in ("de", "d'")):
                break
            if tokens[at] == "how" and end > at + 1 and tokens[at + 1] not in ("many", "much"):
                break
            end += 1
    return at, end


def _verb_follows(tokens: Tokens, at: int) -> bool:
    """``Combien coûtera …`` and ``What happened …`` rather than ``Combien de …``."""
    after = tokens[at + 1] if at + 1 < len(tokens) else ""
    if tokens[at] == "combien":
        return after not in ("de", "d'")
    return tokens[at] == "what" and after.endswith("ed")


def _is_subject(tokens: Tokens, start: int, end: int) -> bool:
    """Whether what is asked for is what the rest of the question says something of."""
    if start or tokens[start] not in {"qui", "who", "what", "which"} | _COUNTED:
        return False
    if any(_FRENCH_INVERTED.search(each) for each in tokens[end:]) or end >= len(tokens):
        return False
    if tokens[start] == "how" and tokens[start + 1] not in ("many", "much"):
        return False
    if tokens[start] == "combien" and end == start + 1:
        return False
    fronted = tokens[end] in words.AUXILIARIES and tokens[start] in words.WH_ENGLISH
    after = tokens[end + 1] if end + 1 < len(tokens) else ""
    named = end + 1 < len(tokens) and tokens.original(end + 1)[:1].isupper()
    return not (fronted and (after in words.DETERMINERS or after in words.PRONOUNS or named))


def _filling(exchange: Exchange, tokens: Tokens, start: int, end: int) -> str:
    """What can stand where the question word stood."""
    noun = [tokens.original(at) for at in range(start + 1, end)]
    if tokens[start] in ("combien", "how"):
        article = "les" if exchange.french else "the"
        return " ".join([article, *noun[1:]]) if len(noun) > 1 else article
    if exchange.told and len(exchange.told.split()) <= _FILLING:
        return exchange.answer.text if exchange.answer else exchange.told
    return " ".join(["le" if exchange.french else "the", *noun]) if noun else ""
