"""What a question shows of itself: its language, to whom it speaks, and what it leaves out."""

import re
from collections.abc import Sequence

from index.followups import words
from index.followups.mention import mentions
from index.followups.reference import Tokens
from index.turn import Turn

#: The identification of languages is sure of more words than these.
_FEW = 4
#: A question of no more words than these, that names nothing, may be about what was said before.
_BARE = 2
#: Who speaks of himself or to the service asks nothing about what was said.
_SPEAKERS = frozenset(
    "i me my we us our you your je j' me m' mon ma mes nous notre nos tu te toi ton ta tes vous "
    "votre vos".split()
)
_ADDRESSING = ("-vous", "-tu", "-nous", "-je", "-moi")
_COURTESIES = frozenset(
    "merci thanks thank ok okay bonjour bonsoir salut hello hi hey bye goodbye please".split()
)
#: "qui est félicité houngbo ?", "where is aktau?": names need no capitals in a chat.
_DEFINING = re.compile(
    r"(?:(?:mais|et|and|so|alors)\s+)?(?:qui\s+(?:est|sont)|où\s+(?:est|sont|se\s+(?:trouve|situe)\w*)|"
    r"qu['’]est[- ]ce\s+qu(?:e|['’])|c['’]est\s+(?:qui|quoi)|que\s+(?:signifie|veut\s+dire)|"
    r"(?:who|what|where)(?:\s+(?:is|are)|['’]s)|what\s+does)\b\s*\w",
    re.IGNORECASE,
)
_IMPERSONAL = re.compile(
    r"\b(?:heure\s+est-il|il\s+est\s+quelle\s+heure|temps\s+fait-il|jour\s+(?:sommes-nous|est-on)|"
    r"what\s+(?:time|day|date|year)\s+is\s+it(?:\s+(?:now|today))?\s*\??\s*$)",
    re.IGNORECASE,
)


def spoken(question: str, conversation: Sequence[Turn]) -> str | None:
    """``fr`` or ``en``, by the words of grammar of a question of few words, or of the turns
    before one that has none; ``None`` for questions of more words."""
    for text in (question, *(turn.question for turn in reversed(conversation))):
        if (told := words.language(text)) or len(words.tokens(text)) > _FEW:
            return told if text != question or len(words.tokens(text)) <= _FEW else None
    return None


def is_courtesy(tokens: Sequence[str]) -> bool:
    """Whether it is small talk: "Thanks!"."""
    return bool(tokens) and tokens[0] in _COURTESIES and not set(tokens) & words.WH


def is_impersonal(text: str) -> bool:
    """Whether an "it" or "il" in the question means nothing: "What time is it?"."""
    return bool(_IMPERSONAL.search(text))


def may_lack(text: str, *, continued: bool, is_french: bool) -> bool:
    """Whether the question may be about what was said before, and names nothing else.
    ``continued``: it began with "Et" or "And"."""
    tokens = Tokens(text)
    if not asks(text) or _is_addressed(tokens) or _DEFINING.match(text):
        return False
    named = mentions(text, french=is_french)
    if any(each.named for each in named) or any(map(str.isdigit, text)):
        return False
    if continued or set(tokens) & (words.DEMONSTRATIVES - {"that"}):
        return True
    content = [each for each in tokens if each not in words.GRAMMAR]
    return bool(set(tokens) & words.WH) and not named and len(content) <= _BARE


def asks(text: str) -> bool:
    """Whether it is a question at all."""
    tokens = words.tokens(text)
    return "?" in text or (bool(tokens) and (bool(set(tokens) & words.WH) or tokens[0] == "est-ce"))


def _is_addressed(tokens: Sequence[str]) -> bool:
    """Whether it is to or about those who speak: "Qui êtes-vous ?"."""
    return bool(set(tokens) & _SPEAKERS) or any(each.endswith(_ADDRESSING) for each in tokens)
