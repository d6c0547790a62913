"""What a question or an answer names: noun phrases and names, without a tagger.

A phrase begins at a determiner or at a capital and goes on to the next verb of the lists,
inverted verb, pronoun or punctuation mark. Verbs that no list has can end up in it.
"""

import re
from dataclasses import dataclass
from itertools import islice

from index.followups import persons, words

_INVERTED = re.compile(r".-(?:t-)?(?:il|elle|ils|elles|on|ce|je|nous|vous|tu)$")
#: So many tokens of a question are looked at.
_LOOKED_AT = 60
#: Pronouns that are prepositions as well.
_BOTH = frozenset(("en", "on"))
_JOINING = words.LINKERS | words.DETERMINERS.keys()
_QUOTES = "«»\"“” \u00a0\u202f'’"
#: Of "the name of the planet", the planet is what is spoken of.
ASPECTS = frozenset(
    """name number price cost length size age date cause rest end start beginning result
    nom nombre prix coût longueur taille âge date cause reste fin début résultat""".split()
)


@dataclass(frozen=True, slots=True)
class Mention:
    """Something at ``start`` of its text. ``gender`` is ``m`` or ``f``, ``None`` where
    nothing tells, and ``plural`` likewise. ``named``: it has a proper name in it.
    ``place``: a preposition of place stands before it. ``person``: it may be one."""

    text: str
    start: int = 0
    gender: str | None = None
    plural: bool | None = None
    named: bool = False
    place: bool = False
    person: bool = False

    @property
    def end(self) -> int:
        """Where it ends, exclusive."""
        return self.start + len(self.text)

    @property
    def core(self) -> str:
        """Without what stands after a preposition other than "of"."""
        for found in words.TOKEN.finditer(self.text):
            folded = words.word(found.group())
            others = folded in words.LINKERS and folded not in ("de", "d'", "du", "des", "of")
            if others and found.start():
                return self.text[: found.start()].rstrip()
        return self.text

    @property
    def head(self) -> str:
        """Its first word that is no determiner, folded."""
        found = words.tokens(self.text)
        return next((each for each in found if each not in words.DETERMINERS), "")


def mentions(text: str, *, french: bool) -> list[Mention]:
    """The mentions in a question, in order and without overlap."""
    found = list(islice(words.TOKEN.finditer(text), _LOOKED_AT))
    result, at = [], 0
    while at < len(found):
        end = at + 1
        if _begins(text, found, at, french):
            end = _end(text, found, at, french)
            last = _without_linkers(found, at, end)
            if any(words.word(found[n].group()) not in words.DETERMINERS for n in range(at, last)):
                result.append(_mention(text, found, at, last))
        at = end
    return result


def is_name(token: str) -> bool:
    """Whether a token is written like a name; a figure is none."""
    return token[:1].isupper()


def _begins(text: str, found: list[re.Match[str]], at: int, french: bool) -> bool:
    token = found[at].group()
    if french and words.word(token) == "a":
        return False
    if words.word(token) in words.DETERMINERS:
        return at + 1 < len(found) and not _stops(found[at + 1].group())
    first = not text[: found[at].start()].strip()
    if first or not is_name(token):
        return False
    return words.word(token) not in words.WH


def _end(text: str, found: list[re.Match[str]], at: int, french: bool) -> int:
    """The index after the last token of the phrase that begins at ``at``."""
    end = at + 1
    while end < len(found):
        before, token = found[end - 1], found[end].group()
        gap = text[before.end() : found[end].start()]
        if (gap.strip(_QUOTES) and not persons.abbreviates(before.group(), gap)) or _stops(token):
            break
        if words.word(token) in ("et", "and"):
            follows = found[end + 1].group() if end + 1 < len(found) else ""
            if not (is_name(before.group()) and is_name(follows)):
                break
        elif not french and (_is_verb(found, at, end) or _is_after_name(found, at, end)):
            break
        end += 1
    return end


def _without_linkers(found: list[re.Match[str]], at: int, end: int) -> int:
    """``end`` without what joins the phrase to something that is no part of it."""
    while end > at + 1 and words.word(found[end - 1].group()) in _JOINING:
        end -= 1
    return end


def _is_after_name(found: list[re.Match[str]], begin: int, at: int) -> bool:
    """Whether the phrase is a bare name, which English goes on from with a verb."""
    bare = words.word(found[begin].group()) not in words.DETERMINERS
    token = found[at].group()
    return bare and not is_name(token) and words.word(token) not in _JOINING


def _is_verb(found: list[re.Match[str]], begin: int, at: int) -> bool:
    if at == begin + 1:
        return False
    token = words.word(found[at].group())
    after = words.word(found[at + 1].group()) if at + 1 < len(found) else ""
    participle = token.endswith("ed") and (not after or after in words.PREPOSITIONS)
    return participle or token in words.VERBS


def _stops(token: str) -> bool:
    folded = words.word(token)
    return (
        folded in words.AUXILIARIES
        or folded in words.WH
        or (folded in words.PRONOUNS and folded not in words.DETERMINERS and folded not in _BOTH)
        or bool(_INVERTED.search(folded))
        or (folded in words.PREPOSITIONS and folded not in words.LINKERS)
    )


def _mention(text: str, found: list[re.Match[str]], at: int, end: int) -> Mention:
    opening = [words.word(each.group()) for each in found[at + 1 : at + 3]]
    if end - at > 3 and opening[0] in ASPECTS and opening[1] in ("of", "de", "d'"):
        at += 3
    start, stop = found[at].start(), found[end - 1].end()
    inner = [match.group() for match in found[at:end]]
    gender, plural = persons.agreement(inner)
    before = words.word(found[at - 1].group()) if at else ""
    place = before in words.PLACE_PREPOSITIONS or words.word(inner[0]) in ("au", "aux")
    joined = is_name(inner[0]) and any(words.word(each) in ("et", "and") for each in inner)
    named = any(is_name(each) for each in inner)
    person = persons.may_be_somebody(inner)
    return Mention(text[start:stop], start, gender, joined or plural, named, place, person)
