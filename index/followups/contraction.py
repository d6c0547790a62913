"""French prepositions before what they govern: ``de`` + ``le maire`` → ``du maire``."""

import re

_VOWEL = re.compile(r"[aeiouyàâäéèêëîïôöùûœh]", re.IGNORECASE)
_JOINED = {("de", "le"): "du", ("de", "les"): "des", ("à", "le"): "au", ("à", "les"): "aux"}


def governed(preposition: str, phrase: str) -> str:
    """``phrase`` after ``de``, ``à`` or ``que``, contracted or elided where French does so."""
    first, _, rest = phrase.partition(" ")
    if joined := _JOINED.get((preposition, first.casefold())):
        return f"{joined} {rest}"
    if preposition in ("de", "que") and _VOWEL.match(phrase):
        return f"{preposition[:-1]}'{phrase}"
    return f"{preposition} {phrase}"


def definite(article: str, noun: str) -> str:
    """``noun`` with ``le``, ``la`` or ``les`` before it."""
    if article != "les" and _VOWEL.match(noun):
        return f"l'{noun}"
    return f"{article} {noun}"
