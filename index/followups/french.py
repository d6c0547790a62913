"""References in French questions, put into words."""

from collections.abc import Sequence

from index.followups import words
from index.followups.contraction import definite, governed
from index.followups.exchange import Exchange, Wanted, antecedent
from index.followups.french_clauses import INVERTED, is_bound, is_inside
from index.followups.french_objects import direct_object, indirect_object, stressed
from index.followups.french_subjects import inverted_subject, subject
from index.followups.mention import mentions
from index.followups.reference import UNRESOLVED, Rewriter, Tokens, defined, same_head

_POSSESSIVES = {"son": "le", "sa": "la", "ses": "les", "leur": "le", "leurs": "les"}
_NOT_THINGS = frozenset("que qu' qui sont est".split()) | words.OF_TIME


def _possessive(tokens: Tokens, exchanges: Sequence[Exchange]) -> str | None:
    for at, token in enumerate(tokens[:-1]):
        if token not in _POSSESSIVES or is_bound(tokens, at) or _own(tokens, token):
            continue
        if tokens[0] == "qui" and is_inside(tokens, at):
            continue  # "Qui a dit que son livre …": of whoever it was
        wanted = Wanted(plural=True if token.startswith("leur") else None)
        mention = antecedent(wanted, exchanges, tokens.text)
        if mention is None:
            return UNRESOLVED
        end = at + 2
        while end < len(tokens) and not _ends_noun(tokens[end]):
            end += 1
        noun = tokens.text[tokens.start(at + 1) : tokens.end(end - 1)]
        before = tokens[at - 1] if at else ""
        phrase = definite(_POSSESSIVES[token], noun)
        first = at - 1 if before in ("de", "à") else at
        whole = governed(before, phrase) if before in ("de", "à") else phrase
        return tokens.replaced(first, end, f"{whole} {governed('de', mention.text)}")
    return None


def _own(tokens: Tokens, possessive: str) -> bool:
    """Whether it is of somebody in the question: ``Quel maire a perdu son siège ?``."""
    asked = tokens[0] in ("quel", "quelle", "quels", "quelles", "lequel", "laquelle")
    if asked and tokens[1] not in words.HAVE_BE:
        return True
    if tokens[0] == "combien" and possessive.startswith("leur"):
        return True
    return any(each.named and not each.place for each in mentions(tokens.text, french=True))


def _ends_noun(token: str) -> bool:
    stops = words.AUXILIARIES | words.PREPOSITIONS | words.WH | words.PRONOUNS | {"et"}
    return token in stops or "-t-" in token or bool(INVERTED.match(token))


def _demonstrative(tokens: Tokens, exchanges: Sequence[Exchange]) -> str | None:
    for at, token in enumerate(tokens[:-1]):
        if token not in ("ce", "cet", "cette", "ces") or _bare(tokens[at + 1]) in _NOT_THINGS:
            continue
        mention = same_head(_bare(tokens[at + 1]), exchanges)
        if mention is None or defined(tokens, at + 2):
            return None
        before = tokens[at - 1] if at else ""
        if before in ("de", "à"):
            return tokens.replaced(at - 1, at + 2, governed(before, mention.text))
        return tokens.replaced(at, at + 2, mention.text)
    return None


def _bare(noun: str) -> str:
    return noun.removesuffix("-là").removesuffix("-ci")


def _loose(tokens: Tokens, exchanges: Sequence[Exchange]) -> str | None:
    """What stands for a whole sentence, or for what no one phrase can be put in place of."""
    about = mentions(tokens.text, french=True)
    for at, token in enumerate(tokens):
        before = tokens[at - 1] if at else ""
        after = tokens[at + 1] if at + 1 < len(tokens) else ""
        if token in ("cela", "ça", "ceci", "celui-ci", "celle-ci") and not is_inside(tokens, at):
            return UNRESOLVED
        if about:
            continue
        if token == "c'":
            return UNRESOLVED
        if token.endswith("-ce") and after not in ("que", "qu'", "qui"):
            return UNRESOLVED
        there_is = before == "il" or after.endswith("-il")
        if token == "y" and not there_is and after != "compris":
            return UNRESOLVED
        if token == "en" and before in ("qui", "combien", "qu'", "que", "n'") and after:
            return UNRESOLVED
    return None


#: In the order in which they are tried.
REWRITERS: Sequence[Rewriter] = (
    inverted_subject,
    subject,
    indirect_object,
    direct_object,
    stressed,
    _possessive,
    _demonstrative,
    _loose,
)
