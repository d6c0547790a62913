"""What an earlier answer names, and what an earlier question asked the number of."""

import re
from collections.abc import Iterator

from index.followups import words
from index.followups.contraction import governed
from index.followups.mention import Mention, is_name

#: More words than these are a sentence rather than a name for something.
LONGEST = 12
#: No name for something has these in it.
_SENTENCE = words.AUXILIARIES | frozenset(
    """we i you us our nous je j' vous notre nos il elle ils elles he she they it qu' parce
    because""".split()
)
_OPENING = ' \t\n\r\u00a0\u202f«"“('
_CLOSING = ' \t\n\r\u00a0\u202f»"”).;,'
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
    if not 0 < len(found) <= LONGEST or words.TIME.fullmatch(text):
        return None
    if _SENTENCE & set(map(words.word, found)) or ". " in text:
        return None
    named = any(is_name(each) for each in found)
    who = bool(asked & {"qui", "who", "whom"})
    what = bool(asked & {"quel", "quelle", "which", "what", "que", "qu'", "comment"})
    if found[0][0].isdigit() or not (who or what or named):
        return None
    gender, plural = words.DETERMINERS.get(words.word(found[0]), (None, None))
    if gender is None and ("quelle" in asked or words.word(found[0]) == "sa"):
        gender = "f"
    joined = any(words.word(each) in ("et", "and") for each in found)
    return Mention(text, 0, gender, joined or plural, named, where, person=named and not where)


def _without_preposition(text: str) -> str:
    for pattern, instead in _PREPOSITION:
        shorter, count = pattern.subn(instead, text, count=1)
        if count:
            return shorter
    return text


def recounted(question: str, noun: str, *, french: bool) -> str | None:
    """``question`` asking the number of something else; ``None`` where it asks no number."""
    instead = f"combien {governed('de', noun)}" if french else f"how many {noun}"
    found = _COUNTED.match(question)
    if not found:
        return None
    return instead[:1].upper() + instead[1:] + question[found.end() :]


def counted(question: str, *, french: bool) -> Iterator[Mention]:
    """What a question asks the number of: ``the villages`` of ``How many villages``."""
    if found := _COUNTED.match(question):
        yield Mention(f"{'les' if french else 'the'} {found['noun']}", -1, None, True)
