"""Questions as people type them: without accents, as keywords, with misspelt names."""

import random
import re
import unicodedata

_FILLERS = frozenset(
    "qui que quoi quel quelle quels quelles où quand comment combien pourquoi est-ce est sont "
    "a ont le la les l' un une des du de d' à au aux en dans sur il elle ils t-il t-elle who "
    "what when where why how which did does do is are was were the an of in on to".split()
)
_WORD = re.compile(r"[\w'’-]+")


def perturbed(question: str, chance: random.Random) -> str:
    """The question, or, seven times in twenty, a variant that asks the same."""
    draw = chance.random()
    if draw < 0.08:
        return without_accents(question)
    if draw < 0.14:
        return question.lower()
    if draw < 0.22:
        return keywords(question)
    if draw < 0.30:
        return misspelt(question, chance)
    if draw < 0.35:
        return question.rstrip(" ?\u00a0\u202f")
    return question


def without_accents(text: str) -> str:
    """The text with every letter bare."""
    parts = unicodedata.normalize("NFD", text)
    return "".join(each for each in parts if not unicodedata.combining(each))


def keywords(question: str) -> str:
    """The question's words that carry meaning; the question itself where few would be left."""
    words = [word for word in _WORD.findall(question) if word.lower() not in _FILLERS]
    return " ".join(words) if len(words) >= 3 else question


def misspelt(question: str, chance: random.Random) -> str:
    """One name with a letter left out, doubled or swapped with the next."""
    names = [m for m in _WORD.finditer(question) if len(m[0]) > 4 and m[0][0].isupper()]
    if not names:
        return question
    name = chance.choice(names)
    at = chance.randrange(name.start() + 1, name.end() - 1)
    kind = chance.randrange(3)
    if kind == 0:
        return question[:at] + question[at + 1 :]
    if kind == 1:
        return question[:at] + question[at] + question[at:]
    return question[:at] + question[at + 1] + question[at] + question[at + 2 :]
