"""Subject pronouns in French questions, put into words."""

from collections.abc import Sequence
from dataclasses import replace

from index.followups import words
from index.followups.contraction import governed
from index.followups.exchange import Exchange, Wanted, antecedent
from index.followups.french_clauses import INVERTED, is_bound
from index.followups.mention import Mention
from index.followups.reference import UNRESOLVED, Tokens

SUBJECTS = {
    "il": Wanted("m", False),
    "elle": Wanted("f", False),
    "ils": Wanted(None, True),
    "elles": Wanted("f", True),
}
_CLITICS = frozenset("ne n' se s' y en l' le la les lui leur".split())
_WEATHER = frozenset("temps chaud froid beau jour nuit".split())
#: What only people have or do.
_OF_PEOPLE = frozenset("âge né née dit déclaré affirmé expliqué".split())
_IMPERSONAL = frozenset("faut fallait faudra pleut agit reste restait existe importe".split())


def meant(pronoun: str, tokens: Tokens, exchanges: Sequence[Exchange]) -> Mention | None:
    """What a subject pronoun stands for; somebody first where an age or words are asked for."""
    wanted = SUBJECTS[pronoun]
    mention = None
    if set(tokens) & _OF_PEOPLE:
        mention = antecedent(replace(wanted, person=True), exchanges, tokens.text)
    return mention or antecedent(wanted, exchanges, tokens.text)


def inverted_subject(tokens: Tokens, exchanges: Sequence[Exchange]) -> str | None:
    """``Quand est-il arrivé ?`` → ``Quand Jean est-il arrivé ?``."""
    for at, token in enumerate(tokens):
        found = INVERTED.match(token)
        if not found:
            continue
        first = at
        while first and tokens[first - 1] in _CLITICS:
            first -= 1
        clitics = tokens[first:at]
        if (
            found["verb"] in _IMPERSONAL
            or "y" in clitics
            or _happens(clitics, found["verb"], tokens[at + 1 : at + 2])
            or (found["verb"] == "fait" and set(tokens) & _WEATHER)
        ):
            continue
        if is_bound(tokens, first):
            continue
        mention = meant(found["pronoun"], tokens, exchanges)
        if mention is None:
            return UNRESOLVED
        if first and tokens[first - 1] in ("que", "qu'"):
            return _after_verb(tokens, at, found["verb"], mention.text)
        return tokens.inserted(first, mention.text)
    return None


def _happens(clitics: list[str], verb: str, after: list[str]) -> bool:
    """Whether it is ``se passe-t-il`` or ``s'est-il passé``."""
    return ("se" in clitics and verb == "passe") or ("s'" in clitics and after == ["passé"])


def _after_verb(tokens: Tokens, at: int, verb: str, phrase: str) -> str:
    """``Qu'a-t-il dit`` → ``Qu'a dit Jean``: no subject can stand right after *que*."""
    bare = tokens.original(at)[: len(verb)]
    last = at + 1 if verb in words.HAVE_BE and at + 1 < len(tokens) else at
    text = tokens.text
    between = text[tokens.end(at) : tokens.end(last)]
    return f"{text[: tokens.start(at)]}{bare}{between} {phrase}{text[tokens.end(last) :]}"


def subject(tokens: Tokens, exchanges: Sequence[Exchange]) -> str | None:
    """``Est-ce qu'il est arrivé ?`` → ``Est-ce que Jean est arrivé ?``."""
    for at, token in enumerate(tokens):
        if token not in SUBJECTS or is_bound(tokens, at):
            continue
        if at and tokens[at - 1] in words.PREPOSITIONS:
            continue
        if set(tokens[at + 1 : at + 3]) & ({"y", "s'agit"} | _IMPERSONAL):
            continue
        mention = meant(token, tokens, exchanges)
        if mention is None:
            return UNRESOLVED
        if at and tokens[at - 1] == "qu'":
            return tokens.replaced(at - 1, at + 1, governed("que", mention.text))
        return tokens.replaced(at, at + 1, mention.text)
    return None
