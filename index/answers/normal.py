"""Answers in normal form: what two answers must share to be the same."""

import re
import string
from collections import Counter

from index.text.terms import fold

#: The English articles of SQuAD's official normalisation, and the French ones.
_ARTICLES = frozenset(
    ["a", "an", "the", "le", "la", "les", "l", "un", "une", "des", "du", "de", "d"]
)
#: A whole number as newspapers print it: "1 200", "1,200", "90'000", "8,9".
_FIGURE = re.compile(r"\d+(?:[.,'’]\d+|[ \u00a0\u202f]\d{3}(?!\d))*")
_NUMBER_WORDS = frozenset(
    """
    deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize vingt
    trente quarante cinquante soixante cent cents mille million millions milliard milliards
    one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen
    sixteen seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety
    hundred thousand million billion
    """.split()
)
_PUNCTUATION = re.compile(f"[{re.escape(string.punctuation)}«»“”‘’–—…·]")


def squad_tokens(text: str) -> list[str]:
    """SQuAD's normalisation (Rajpurkar et al. 2016) with French articles dropped too."""
    words = _PUNCTUATION.sub(" ", text.lower()).split()
    return [word for word in words if word not in _ARTICLES]


def key_tokens(text: str) -> tuple[str, ...]:
    """Like ``squad_tokens``, without accents: ``Choïgou`` and ``Choigou`` are the same."""
    return tuple(map(fold, squad_tokens(text))) or (text.strip(),)


def figures(text: str) -> frozenset[str]:
    """The numbers in ``text``, each whole, without what groups its digits."""
    return frozenset(re.sub(r"\D", "", found) for found in _FIGURE.findall(text))


def is_count(tokens: tuple[str, ...]) -> bool:
    """Whether key tokens are a bare number, in figures or in French or English words."""
    return all(token in _NUMBER_WORDS or token.isdigit() for token in tokens)


def token_f1(one: list[str], other: list[str]) -> float:
    """The harmonic mean of token precision and recall, 0 to 1."""
    if not one or not other:
        return float(one == other)
    shared = sum((Counter(one) & Counter(other)).values())
    return 2 * shared / (len(one) + len(other))
