"""What a question asks about, in the few marks that another wording of it keeps."""

import re
from dataclasses import dataclass
from functools import lru_cache

from index.answers.normal import figures
from index.curated.vocabulary import (
    FUTURE,
    HEADS,
    IN_FIGURES,
    KINDS,
    NEGATIONS,
    OPPOSITES,
    PAST,
    QUANTITIES,
)
from index.curated.voice import asks_for_agent, is_passive
from index.text.terms import fold

_WORD = re.compile(r"[^\W_]+")
_FOREIGN = re.compile(r"[^\W\d_\u0000-\u036f\u1e00-\u1eff\u2070-\u218f]+")
_BELOW = re.compile(r"(?<!\w)[-–−]\d+")
_WHERE = re.compile(r"\boù\b", re.IGNORECASE)
_KINDS = [(kind, re.compile(rf"\b(?:{words})\b")) for kind, words in KINDS]
_HEADS = {word: kind for kind, words in HEADS.items() for word in words.split()}
#: ``what/which/quel (is/est) (the/le) X``: X is what is asked for.
_HEAD = re.compile(
    r"\b(?:what|which|quel(?:le)?s?)(?: (?:is|are|was|were|est|sont|etait|sera|will be))?"
    r"(?: (?:the|le|la|les|l))? (\w+)"
)
#: "Who did X replace?", "Qui X a-t-il remplacé ?": X did it; "À qui…": it was done to whom.
_OBJECT = re.compile(
    r"\bwho(?:m)? (?:did|does|do)\b|\bwhom\b|\b(?:a|de|pour|avec|chez|contre|sur) qui\b|"
    r"\bqui est ce que?\b|\b(?:which|what) \w+ (?:did|does|do)\b|"
    r"^(?:qui|quel(?:le)?s? \w+)\b(?!.*\bpar\b).* (?:a t|\w+t|\w+nt) (?:il|elle)s?\b"
)
_PLACE = re.compile(r"(?:which|what|quel(?:le)?s?) \w+\b")
#: "Est-ce que" asks for nothing.
_IS_IT = re.compile(r"(?<!qu )(?<!qui )\best ce qu\w*\b")
_COST = re.compile(r"\bcosts?\b|\bcout\w*")
_AGENT = re.compile(r"\b(?:by|par) (?:(?:the|le|la|les|l) )?(\w+)")
_OPPOSED = [tuple(re.compile(rf"\b(?:{side})\b") for side in row) for row in OPPOSITES]
_FUTURE, _PAST = re.compile(rf"\b(?:{FUTURE})\b"), re.compile(rf"\b(?:{PAST})\b")


@dataclass(frozen=True, slots=True)
class Marks:
    """``kind``: what is asked for (``who``, ``when``, …; ``whether`` without a question
    word); ``names``: in their order, folded; ``quantities``: numbers, days, months;
    ``sides``: for each pair of opposites, which of the two occur; ``passive``: whether it is
    of what was done to somebody; ``foreign``: words in other scripts than Latin."""

    kind: str
    words: frozenset[str]
    names: tuple[str, ...]
    quantities: frozenset[str]
    negated: bool
    agents: frozenset[str]
    sides: tuple[tuple[bool, ...], ...]
    tense: tuple[bool, bool]
    folded: tuple[str, ...]
    passive: bool
    foreign: frozenset[str]


@lru_cache(maxsize=4096)
def marks(question: str) -> Marks:
    """The marks of a question in French or English."""
    folded = tuple(fold(found[0]) for found in _WORD.finditer(question))
    text = _IS_IT.sub(" ", " ".join(folded))
    return Marks(
        kind=_kind(question, text),
        words=frozenset(folded),
        names=_names(question),
        quantities=_quantities(question, folded),
        negated=not NEGATIONS.isdisjoint(folded) or "n't" in question.replace("’", "'").lower(),
        agents=frozenset(_AGENT.findall(text)),
        sides=tuple(tuple(bool(side.search(text)) for side in row) for row in _OPPOSED),
        tense=(bool(_FUTURE.search(text)), bool(_PAST.search(text))),
        folded=folded,
        passive=is_passive(question, text),
        foreign=frozenset(_FOREIGN.findall(question)),
    )


def _kind(question: str, text: str) -> str:
    found = [
        (hit.start(), -len(hit[0]), kind) for kind, words in _KINDS if (hit := words.search(text))
    ]
    if hit := _WHERE.search(question):  # without its accent it is "or"
        found.append((len(fold(question[: hit.start()])), 0, "where"))
    if not found:
        return "whether"
    kind = min(found)[2]
    if kind == "what" and (head := _HEAD.search(text)):
        kind = _HEADS.get(head[1], kind)
    if kind == "what" and _COST.search(text):
        return "number"
    # "Which country did it attack?" and "Which country attacked it?" both ask for a place.
    may_do = kind in ("who", "what") or (kind == "where" and _PLACE.match(text))
    if not may_do or asks_for_agent(text):
        return kind
    return f"{kind}, done to" if _OBJECT.search(text) else kind


def _quantities(question: str, folded: tuple[str, ...]) -> frozenset[str]:
    words = {QUANTITIES[word] for word in folded if word in QUANTITIES}
    below = {found.replace("–", "-").replace("−", "-") for found in _BELOW.findall(question)}
    return figures(question) | below | {str(IN_FIGURES.get(word, word)) for word in words}


def _names(question: str) -> tuple[str, ...]:
    """Words with a capital letter that no sentence begins with; days and months are none."""
    found = []
    for hit in _WORD.finditer(question):
        before = question[: hit.start()].rstrip(" \t\u00a0\u202f«\"'“(")
        word = fold(hit[0])
        starts = not before or before[-1] in ".?!:\n"
        if hit[0][0].isupper() and not starts and word not in QUANTITIES and word != "i":
            found.append(word)
    return tuple(found)
