"""An earlier question, resolved, with what it and its answer name."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from index.followups import persons, words
from index.followups.answer import answer_mention, counted
from index.followups.mention import Mention, mentions

#: Further back than so many turns nobody refers with a pronoun.
REMEMBERED = 3
_OF_SOMEBODY = re.compile(
    r"\b(?:de |d['’]|of )(?P<name>(?:[^\W\d_a-zà-öø-ÿ][\w'’-]*\.? ?\b){2,})(?=$|[\s,»])"
)


@dataclass(frozen=True, slots=True)
class Exchange:
    """``named`` are the mentions in ``question``, ``answer`` the one that its answer is.
    ``elliptic``: it was a question word, which was put into the question before."""

    question: str
    french: bool
    named: tuple[Mention, ...]
    answer: Mention | None
    told: str | None
    elliptic: bool = False

    @classmethod
    def of(cls, question: str, told: str | None, *, elliptic: bool = False) -> "Exchange":
        """``told``: the answer's text, where there was one."""
        french = words.is_french(question, earlier=True)
        found = (*counted(question, french=french), *mentions(question, french=french))
        answer = answer_mention(question, told) if told else None
        return cls(question, french, found, answer, told, elliptic)

    @property
    def about_place(self) -> bool:
        """Whether it asked for a place."""
        return bool({"où", "where"} & set(words.tokens(self.question)))

    @property
    def about_person(self) -> bool:
        """Whether it asked for somebody."""
        return bool({"qui", "who", "whom"} & set(words.tokens(self.question)))


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a pronoun asks of its antecedent; ``None`` where it asks nothing.

    ``person``: somebody, or something, that is nobody. ``place``: somewhere."""

    gender: str | None = None
    plural: bool | None = None
    person: bool | None = None
    place: bool = False


def antecedent(wanted: Wanted, exchanges: Sequence[Exchange], question: str) -> Mention | None:
    """The mention that ``wanted`` stands for, of the latest turn that has one; none that
    ``question`` has itself."""
    for exchange in exchanges[: -REMEMBERED - 1 : -1]:
        for mention in _candidates(wanted, exchange):
            if mention.text in question or not _agrees(wanted, mention):
                continue
            if not (wanted.person and _is_unlikely(mention, exchange)):
                return mention
    return None


def _candidates(wanted: Wanted, exchange: Exchange) -> Iterator[Mention]:
    """The likeliest first."""
    answer = [exchange.answer] if exchange.answer else []
    places = [each for each in exchange.named if each.place]
    others = [each for each in exchange.named if not each.place]
    if wanted.place:
        yield from (*(answer if exchange.about_place else []), *places)
        return
    if wanted.person is False and exchange.about_person:
        answer = []
    if exchange.about_place:
        yield from (*others, *answer, *places)
    else:
        named = sorted(others, key=lambda each: not each.named) if wanted.person else others
        people = [each for one in exchange.named for each in _within(one)]
        yield from (*answer, *named, *people, *places)


def _within(mention: Mention) -> Iterator[Mention]:
    """Whoever is named at the end of a phrase: ``Paul Roy`` in ``l'opération de Paul Roy``."""
    if mention.person or mention.place:
        return
    for found in _OF_SOMEBODY.finditer(mention.text):
        name = found["name"]
        gender = persons.gender_told(words.TOKEN.findall(name))
        yield Mention(name, mention.start + found.start("name"), gender, False, True, person=True)


def _is_unlikely(mention: Mention, exchange: Exchange) -> bool:
    """Whether it is one name, other than of the person that was asked for: ``Who discovered
    Talassa?``."""
    one = len(mention.text.split()) == 1 and mention is not exchange.answer
    beside = mention.start > exchange.question.find(" (") >= 0
    return one and (exchange.about_person or beside)


def _agrees(wanted: Wanted, mention: Mention) -> bool:
    if wanted.person and not mention.person:
        return False
    pairs = ((wanted.gender, mention.gender), (wanted.plural, mention.plural))
    return all(None in pair or pair[0] == pair[1] for pair in pairs)


def context(exchanges: Sequence[Exchange], question: str) -> list[str]:
    """What the last turn was about, as phrases that ``question`` does not have."""
    if not exchanges:
        return []
    last = exchanges[-1]
    answer = [last.answer] if last.answer and last.answer.named else []
    own = set(words.tokens(question)) - words.GRAMMAR
    found = [each.text for each in (*answer, *last.named)]
    return [text for text in dict.fromkeys(found) if not set(words.tokens(text)) <= own]
