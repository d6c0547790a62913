"""Object pronouns in French questions, put into words."""

import re
from collections.abc import Sequence

from index.followups import words
from index.followups.contraction import governed
from index.followups.exchange import Exchange, Wanted, antecedent
from index.followups.french_clauses import INVERTED, is_inside
from index.followups.french_subjects import SUBJECTS
from index.followups.reference import UNRESOLVED, Tokens

_OBJECTS = {
    "l'": Wanted(None, False),
    "le": SUBJECTS["il"],
    "la": SUBJECTS["elle"],
    "les": Wanted(None, True),
}
_INDIRECT = {"lui": Wanted(None, False, True), "leur": Wanted(None, True)}
_AFTER_PREPOSITION = SUBJECTS | {"lui": Wanted("m", False), "eux": Wanted(None, True)}
_MODALS = frozenset(
    "va vont peut peuvent pourra doit doivent devra veut veulent fait faut faudra".split()
)
_INFINITIVE = re.compile(r".{2,}(?:er|ir|re|oir)$")
#: "accompagnée", "accompagnées", "accompagnés": after a pronoun they tell what it stands for.
_AGREEING = re.compile(r"(?P<base>.+é)(?P<f>e?)(?P<s>s?)$")
_ADVERBS = frozenset("pas jamais déjà ensuite été bien alors aussi".split())


def direct_object(tokens: Tokens, exchanges: Sequence[Exchange]) -> str | None:
    """``Qui l'a accompagnée ?`` → ``Qui a accompagné Jeanne ?``."""
    for at, token in enumerate(tokens[:-1]):
        if token not in _OBJECTS or not _is_clitic(tokens, at) or is_inside(tokens, at):
            continue
        last = _verb_end(tokens, at + 1)
        wanted = _OBJECTS[token]
        if agreeing := _AGREEING.match(tokens[last]) if last > at + 1 else None:
            wanted = Wanted("f" if agreeing["f"] else None, bool(agreeing["s"]))
        mention = antecedent(wanted, exchanges, tokens.text)
        if mention is None:
            return UNRESOLVED
        text = tokens.moved(at, last, mention.text)
        # No participle agrees with what follows it.
        return text.replace(tokens.original(last), agreeing["base"], 1) if agreeing else text
    return None


def _is_clitic(tokens: Tokens, at: int) -> bool:
    """Whether an article stands where only a pronoun can."""
    before, after = tokens[at - 1] if at else "", tokens[at + 1]
    if tokens[at] == "l'" and after.split("-")[0] in words.HAVE_BE:
        return tokens[at + 2 : at + 3] != ["emporté"]  # that is an idiom
    if before in _MODALS and _INFINITIVE.match(after):
        return True
    alone = not any("-t-" in each or INVERTED.match(each) for each in tokens)
    opens = at == 1 or (at == 2 and tokens[0] in words.PREPOSITIONS | {"qui"})
    if before not in ("qui", "ne") or not opens:
        return False
    return alone and not tokens.original(at + 1)[:1].isupper()


def _verb_end(tokens: Tokens, at: int) -> int:
    """The last token of the verb that begins at ``at``: its participle, where it has one."""
    if tokens[at].split("-")[0] not in words.HAVE_BE:
        return at
    last = at
    while last + 1 < len(tokens) and tokens[last + 1] in _ADVERBS:
        last += 1
    return min(last + 1, len(tokens) - 1)


def indirect_object(tokens: Tokens, exchanges: Sequence[Exchange]) -> str | None:
    """``Qui lui a répondu ?`` → ``Qui a répondu à Jeanne ?``."""
    for at, token in enumerate(tokens[:-1]):
        if token not in _INDIRECT or is_inside(tokens, at):
            continue
        if at and tokens[at - 1] in words.PREPOSITIONS:
            continue
        if token == "leur" and tokens[at + 1].split("-")[0] not in words.HAVE_BE:
            continue
        mention = antecedent(_INDIRECT[token], exchanges, tokens.text)
        if mention is None:
            return UNRESOLVED
        return tokens.moved(at, _verb_end(tokens, at + 1), governed("à", mention.text))
    return None


def stressed(tokens: Tokens, exchanges: Sequence[Exchange]) -> str | None:
    """``Qui est venu avec elle ?`` → ``Qui est venu avec Jeanne ?``."""
    for at, token in enumerate(tokens):
        if not at or token not in _AFTER_PREPOSITION or tokens[at - 1] not in words.PREPOSITIONS:
            continue
        if is_inside(tokens, at):
            continue
        mention = antecedent(_AFTER_PREPOSITION[token], exchanges, tokens.text)
        if mention is None:
            return UNRESOLVED
        before = tokens[at - 1].replace("d'", "de")
        if before in ("de", "à"):
            return tokens.replaced(at - 1, at + 1, governed(before, mention.text))
        return tokens.replaced(at, at + 1, mention.text)
    return None
