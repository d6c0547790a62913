"""What an earlier answer names, and what an earlier question asked the number of."""

import re
from collections.abc import Iterator

from index.followups import persons, words
from index.followups.contraction import governed
from index.followups.mention import Mention, is_name

#: More words than these are a sentence rather than a name for something.
LONGEST = 12
#: No name for something has these in it.
_SENTENCE = words.AUXILIARIES | frozenset(
    """we i you us our nous je j' vous notre nos il elle ils elles he she they it qu' parce
    because""".split()
)
_TITLE = re.compile(rf"\b(?:{'|'.join(persons.TITLES)})\.", re.IGNORECASE)
_AMOUNTS = frozenset("many much long old far often big high deep".split())
_OPENING = ' \t\n\r\u00a0\u202f«"“('
_CLOSING = ' \t\n\r\u00a0\u202f»"”).;,'
_SINGULAR = frozenset("le la l' un une the a an".split())
_UNITS = frozenset("temps fois time times".split())
_COUNTED = re.compile(r"(?:combien d(?:e\s|['’])|how many\s)\s*(?P<noun>[^\W\d_]+)", re.IGNORECASE)
_PREPOSITION = (
    (re.compile(r"^(?:au|du)\s+(?=\w)", re.IGNORECASE), "le "),
    (re.compile(r"^(?:aux|des)\s+(?=\w)", re.IGNORECASE), "les "),
    (re.compile(r"^près d(?:e\s+|['’])", re.IGNORECASE), ""),
    (re.compile(r"^(?:à|en|dans|de|in|at|on|outside|near|from|by)\s+(?=\w)", re.IGNORECASE), ""),
)


def answer_mention(question: str, answer: str) -> Mention | None:
    """The mention that an answer as a whole is; ``None`` for sentences, times and figures."""
    asked = set(words.tokens(question))
    where = bool(asked & {"où", "where"})
    text = _without_preposition(answer.lstrip(_OPENING).rstrip(_CLOSING))
    text = text.partition(",")[0] if where else text
    found = [match.group() for match in words.TOKEN.finditer(text)]
    if "combien" in asked or ("how" in asked and asked & _AMOUNTS):
        return None
    if not 0 < len(found) <= LONGEST or words.TIME.fullmatch(text):
        return None
    if _SENTENCE & set(map(words.word, found)) or ". " in _TITLE.sub("", text):
        return None
    named = any(is_name(each) for each in found)
    who = bool(asked & {"qui", "who", "whom"})
    what = bool(asked & {"quel", "quelle", "which", "what", "que", "qu'", "comment"})
    if found[0][0].isdigit() or not (who or what or named):
        return None
    gender, plural = persons.agreement(found)
    if gender is None and ("quelle" in asked or words.word(found[0]) == "sa"):
        gender = "f"
    joined = any(words.word(each) in ("et", "and") for each in found)
    person = not where and (who or _is_somebody(found))
    return Mention(text, 0, gender, joined or plural, named, where, person)


def _is_somebody(found: list[str]) -> bool:
    """Whether an answer to what was not asked with "who" is somebody: no single name."""
    names = sum(map(is_name, found))
    return persons.may_be_somebody(found) and (names != 1 or len(found) > 1)


def _without_preposition(text: str) -> str:
    for pattern, instead in _PREPOSITION:
        shorter, count = pattern.subn(instead, text, count=1)
        if count:
            return shorter
    return text


def recounted(question: str, noun: str, *, french: bool) -> str | None:
    """``question`` asking the number of something else; ``None`` where it asks no number."""
    found = _COUNTED.match(question)
    if set(words.tokens(noun)) & _SINGULAR or (found and found["noun"] in _UNITS):
        return None
    instead = f"combien {governed('de', noun)}" if french else f"how many {noun}"
    if not found:
        return None
    return instead[:1].upper() + instead[1:] + question[found.end() :]


def counted(question: str, *, french: bool) -> Iterator[Mention]:
    """What a question asks the number of: ``the villages`` of ``How many villages``."""
    found = _COUNTED.match(question)
    if found and found["noun"] not in _UNITS:
        yield Mention(f"{'les' if french else 'the'} {found['noun']}", -1, None, True)
