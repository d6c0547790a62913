"""Who may be somebody, and of which gender, by titles, capitals and endings."""

import re
from collections.abc import Sequence

from index.followups import words

#: Before a name, with the gender that they tell, if any.
TITLES: dict[str, str | None] = {
    **dict.fromkeys("m mr monsieur sir lord".split(), "m"),
    **dict.fromkeys("mme mlle mrs ms miss madame mademoiselle madam lady".split(), "f"),
    **dict.fromkeys("dr prof pr adv rev gen hon st".split(), None),
}
_PARTICLES = frozenset("de da d' du di von van der den la le el al bin ben et and".split())
_PEOPLE = re.compile(
    r".+(?:eur|euse|trice|ienne|ien|iste|ist|ician|ctor|thor|ator|rnor|fessor)$|"
    r"(?:président|députe|avocat|préfet|mari|patron|roman?ci[eè]r|infirmi[eè]r|ouvri[eè]r)e?$|"
    r"(?:president|ministre?|maire|mayor|roi|reine|king|queen|pape|pope|juge|judge|chef|pilote?|"
    r"artiste?|homme|femme|wom[ae]n|m[ae]n|boy|girl|garçon|fille|mère|père|mother|father|frère|"
    r"brother|sœur|sister|wife|husband|épouse|époux|fils|daughter|captain|general|général|"
    r"secrétaire|secretary|leader|owner|teacher|farmer|miner|singer|writer|driver|player|manager|"
    r"patient|docteur|doctor|lawyer|officer|biologiste?|deput[ey]|député|chief|executive)$"
)
_FEMININE = re.compile(r".+(?:ion|té|ence|ance|ée|ie|ure|ette|ade|esse|aison|ise|ine)$")
_MASCULINE = re.compile(r".+(?:ment|age|isme|eau|oir|ail|ier|et|al)$")
_EXCEPTIONS: dict[str, str] = {
    **dict.fromkeys(
        "image eau école équipe île étude enquête espèce étoile autoroute".split(), "f"
    ),
    **dict.fromkeys(
        "incendie été arrêté accord hôtel homme avion essai examen organe".split(), "m"
    ),
}


def titled(found: Sequence[str]) -> bool:
    """Whether the words of a phrase have a title among them."""
    return any(each[:1].isupper() and words.word(each) in TITLES for each in found)


def gender_told(found: Sequence[str]) -> str | None:
    """The gender that a title tells, of the words of a phrase."""
    named = (TITLES.get(words.word(each)) for each in found if each[:1].isupper())
    return next((each for each in named if each), None)


def gender_of(noun: str) -> str | None:
    """The gender of a French noun, where its ending tells."""
    if noun in _EXCEPTIONS:
        return _EXCEPTIONS[noun]
    return "f" if _FEMININE.match(noun) else "m" if _MASCULINE.match(noun) else None


def may_be_somebody(found: Sequence[str]) -> bool:
    """Whether the words of a phrase may name a person: ``the minister Paul Roy`` and ``Roy``,
    not ``the planet Talassa``, ``le Burkina Faso`` or ``l'opération de Paul Roy``."""
    if titled(found):
        return True
    determined = words.word(found[0]) in words.DETERMINERS
    inner = list(found[1:] if determined else found)
    names = [at for at, each in enumerate(inner) if each[:1].isupper()]
    first = names[0] if names else len(inner)
    folded = list(map(words.word, inner))
    if any(each in words.LINKERS for each in folded[1:first]) and names:
        return False
    if any(_PEOPLE.match(each) for at, each in enumerate(folded) if at not in names):
        return True
    if determined:
        return len(names) >= (2 if first else 3)
    return bool(names) and all(at in names or folded[at] in _PARTICLES for at in range(len(inner)))


def agreement(found: list[str]) -> tuple[str | None, bool | None]:
    """The gender and the number of a phrase, as far as its words tell them."""
    first = words.word(found[0])
    gender, plural = words.DETERMINERS.get(first, (None, False if found[0][:1].isupper() else None))
    if first == "l'" and len(found) > 1:
        gender = gender_of(words.word(found[1]))
    return gender_told(found) or gender, plural


def abbreviates(token: str, gap: str) -> bool:
    """Whether a full stop is that of a title: ``Dr. Roy``."""
    return gap.strip() == "." and token[:1].isupper() and words.word(token) in TITLES
