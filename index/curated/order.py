"""Which way round two questions with the same words say it."""

import re
from itertools import pairwise

from index.curated.marks import Marks
from index.curated.vocabulary import QUANTITIES
from index.curated.voice import asks_for_agent
from index.text.terms import has_content

_FROM = frozenset("from of de du des d depuis".split())
_TO = frozenset("to into towards toward for a au aux vers pour".split())
_IN = frozenset("in en dans".split())
_ENGLISH = frozenset("the of is are was do does did how what who when where from to in an".split())
_ARTICLES = frozenset("the a an le la les l un une ma mon mes my your our its".split())
_ENDING = re.compile(r"(?<=\w{3})[sx]$")


def same_order(first: Marks, second: Marks) -> bool:
    """Whether the words that both have are in one order, and go the same way.

    Only a verb may move, as it does in French ("Quand ouvre le musée ?", "Quand le musée
    ouvre-t-il ?"), and that only where nobody is asked for; and "the museum of Lyon" may be
    "the Lyon museum". A word with "from" before it in one may not have "to" in the other.
    """
    one, other = _content(first), _content(second)
    shared = set(one) & set(other)
    if not _same_ways(_ways(first), _ways(second), shared):
        return False
    one, other = [w for w in one if w in shared], [w for w in other if w in shared]
    one, other = list(dict.fromkeys(one)), list(dict.fromkeys(other))
    verbs = _verbs_may_move(first, second)
    return one == other or any(
        [w for w in one if w != moved] == [w for w in other if w != moved]
        and (
            _is_compound(first, second, moved)
            or (verbs and (_is_verb(first, moved) or _is_verb(second, moved)))
        )
        for moved in one
    )


def _verbs_may_move(first: Marks, second: Marks) -> bool:
    """Not where whoever does it and whom it is done to would change places with it, as in
    "Who has Paul hired?" and "Who has hired Paul?"."""
    by = asks_for_agent(" ".join(first.folded)) != asks_for_agent(" ".join(second.folded))
    return by or not first.kind.startswith(("who", "what", "number"))


def _content(marks: Marks) -> list[str]:
    return [_ending(w) for w in marks.folded if w not in QUANTITIES and has_content(w)]


def _ending(word: str) -> str:
    """Without the ending of a plural."""
    return _ENDING.sub("", word)


def _ways(marks: Marks) -> tuple[set[str], ...]:
    """The words that stand after "from" or "of", after "to" and after "in"."""
    articles = _ARTICLES if _ENGLISH & marks.words else _ARTICLES - {"a"}  # "à" is none
    words = [w for w in marks.folded if w not in articles]
    return tuple(
        {_ending(word) for preposition, word in pairwise(words) if preposition in each}
        for each in (_FROM, _TO, _IN)
    )


def _same_ways(one: tuple[set[str], ...], other: tuple[set[str], ...], shared: set[str]) -> bool:
    first, second = ([found & shared for found in ways] for ways in (one, other))
    if first[0] & second[1] or first[1] & second[0]:
        return False
    return all(mine <= yours or yours <= mine for mine, yours in zip(first, second, strict=True))


def _is_verb(marks: Marks, word: str) -> bool:
    """Whether it looks like a verb here: what it is about follows with its article or as a
    name, and it is neither a name itself nor has an article."""
    if word in map(_ending, marks.names):
        return False
    words = ["", *marks.folded, ""]
    at = [_ending(each) for each in words].index(word)
    before, after = words[at - 1], words[at + 1]
    if before in _ARTICLES | _FROM and not (before == "a" and "qui" in words):
        return False
    return after in _ARTICLES or after in marks.names


def _is_compound(first: Marks, second: Marks, word: str) -> bool:
    """Whether one has "tunnel of Nantes" and the other "Nantes tunnel"."""
    return _before_of(first, word, second) or _before_of(second, word, first)


def _before_of(marks: Marks, word: str, other: Marks) -> bool:
    words = [_ending(each) for each in marks.folded]
    others = [_ending(each) for each in other.folded]
    at, there = words.index(word), others.index(word)
    if words[at + 1 : at + 2] not in (["of"], ["de"], ["du"], ["d"]) or there == 0:
        return False
    before = others[there - 1]
    return has_content(before) and before in words[at + 2 :]
