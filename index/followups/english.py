"""References in English questions, put into words."""

import re
from collections.abc import Sequence

from index.followups import words
from index.followups.exchange import Exchange, Wanted, antecedent
from index.followups.mention import Mention, mentions
from index.followups.persons import titled
from index.followups.reference import UNRESOLVED, Rewriter, Tokens, defined, same_head

_SUBJECTS = {
    "he": Wanted("m", False, True),
    "she": Wanted("f", False, True),
    "they": Wanted(None, True),
}
_OBJECTS = {
    "him": Wanted("m", False, True),
    "her": Wanted("f", False, True),
    "them": Wanted(None, True),
}
_POSSESSIVES = {
    "his": Wanted("m", False, True),
    "her": Wanted("f", False, True),
    "its": Wanted(None, False, False),
    "their": Wanted(None, True),
}
_IT = Wanted(None, False, False)
_OUTSIDE = frozenset("outside inside near in around behind".split())
_EXPLETIVE = frozenset("true possible likely necessary important that raining snowing".split())
_BE = frozenset("is are was were be been".split())


#: "la chirurgienne Bérénice Aubrac-Toulier": the name at the end is enough.
_NAME_AT_END = re.compile(r"(?<!\w)[^\W\d_a-zà-öø-ÿ][\w'’.-]+(?: [^\W\d_a-zà-öø-ÿ][\w'’.-]+)+$")


def _called(mention: Mention) -> str:
    if mention.start or not (name := _NAME_AT_END.search(mention.text)):
        return mention.text
    first, *others = [each for each in name.group().split() if not titled([each.rstrip(".")])]
    demonym = name.start() and len(others) > 1  # "la Géorgienne Nino Lomtadze"
    return " ".join(others if demonym else [first, *others])


def _bound(tokens: Tokens, at: int) -> bool:
    before = tokens.text[: tokens.start(at)]
    return bool(mentions(before, french=False))


def _inside(tokens: Tokens, at: int) -> bool:
    """Whether the token ``at`` is in a clause inside the question."""
    return any(each in words.SUBORDINATING for each in tokens[1:at])


def _subject(tokens: Tokens, exchanges: Sequence[Exchange]) -> str | None:
    for at, token in enumerate(tokens):
        before = tokens[at - 1] if at else ""
        subject = token == "it" and before in words.AUXILIARIES
        if subject and _says_nothing(tokens, at):
            continue
        if (token in _SUBJECTS or subject) and not _bound(tokens, at) and not _inside(tokens, at):
            mention = antecedent(_SUBJECTS.get(token, _IT), exchanges, tokens.text)
            return tokens.replaced(at, at + 1, _called(mention)) if mention else UNRESOLVED
    return None


def _says_nothing(tokens: Tokens, at: int) -> bool:
    """Whether "it" stands for what comes after: "How much would it cost to ship …?"."""
    after = tokens[at + 1 :]
    return bool(set(after[:1]) & _EXPLETIVE) or (
        bool(set(after[:1]) & {"take", "cost"}) and "to" in after
    )


def _object(tokens: Tokens, exchanges: Sequence[Exchange]) -> str | None:
    for at, token in enumerate(tokens):
        before = tokens[at - 1] if at else ""
        wanted = _OBJECTS.get(token)
        if token == "it" and at and before not in words.AUXILIARIES:
            if before in words.WH and _bound(tokens, at):
                continue  # "Did the union get what it wanted?"
            wanted = Wanted(place=True) if before in _OUTSIDE else _IT
        if wanted is None or _inside(tokens, at) or (token == "her" and _governs(tokens, at)):
            continue
        mention = antecedent(wanted, exchanges, tokens.text)
        return tokens.replaced(at, at + 1, _called(mention)) if mention else UNRESOLVED
    return None


def _governs(tokens: Tokens, at: int) -> bool:
    """Whether a noun follows, as after a possessive."""
    after = tokens[at + 1] if at + 1 < len(tokens) else ""
    stops = words.PREPOSITIONS | words.AUXILIARIES | words.WH | words.PRONOUNS | {"and", "or", ""}
    return after not in stops


def _possessive(tokens: Tokens, exchanges: Sequence[Exchange]) -> str | None:
    for at, token in enumerate(tokens):
        if token not in _POSSESSIVES or not _governs(tokens, at) or _bound(tokens, at):
            continue
        if _own(tokens) or (tokens[0] == "who" and _inside(tokens, at)):
            continue
        mention = antecedent(_POSSESSIVES[token], exchanges, tokens.text)
        if mention is None:
            return UNRESOLVED
        return tokens.replaced(at, at + 1, f"{_called(mention)}'s")
    return None


def _own(tokens: Tokens) -> bool:
    """Whether it is of somebody in the question: "Which mayor lost his seat?"."""
    if tokens[0] in ("which", "what") and tokens[1] not in words.AUXILIARIES:
        return True
    return any(each.named and not each.place for each in mentions(tokens.text, french=False))


def _there(tokens: Tokens, exchanges: Sequence[Exchange]) -> str | None:
    for at, token in enumerate(tokens):
        after = tokens[at + 1] if at + 1 < len(tokens) else ""
        if token != "there" or not at or tokens[at - 1] in _BE or after in _BE:
            continue
        mention = antecedent(Wanted(place=True), exchanges, tokens.text)
        return tokens.replaced(at, at + 1, f"in {mention.text}") if mention else UNRESOLVED
    return None


def _demonstrative(tokens: Tokens, exchanges: Sequence[Exchange]) -> str | None:
    for at, token in enumerate(tokens):
        if token not in words.DEMONSTRATIVES:
            continue
        before = tokens[at - 1] if at else ""
        if at + 1 < len(tokens) and (tokens[at + 1] in words.OF_TIME or defined(tokens, at + 2)):
            continue
        if at + 1 == len(tokens):
            return UNRESOLVED
        if tokens[at + 1].endswith("ing"):
            continue
        if at + 2 == len(tokens) or before in words.PREPOSITIONS:
            mention = same_head(tokens[at + 1], exchanges)
            return tokens.replaced(at, at + 2, mention.text) if mention else None
    return None


#: In the order in which they are tried.
REWRITERS: Sequence[Rewriter] = (_subject, _object, _possessive, _there, _demonstrative)
