"""Phrases put into the question before: "Et Macron ?", "And in 2022?"."""

from collections.abc import Sequence

from index.followups import words
from index.followups.answer import recounted
from index.followups.contraction import governed
from index.followups.ellipsis import LONGEST, has_verb
from index.followups.exchange import Exchange
from index.followups.mention import ASPECTS, Mention, is_name, mentions
from index.followups.persons import gender_of
from index.followups.reference import Tokens


def is_addition(tokens: Tokens) -> bool:
    """Whether the text is a phrase without question word and verb."""
    asks = any(each in words.WH for each in tokens)
    return bool(tokens) and len(tokens) <= LONGEST and not asks and not has_verb(tokens)


def with_addition(fragment: str, exchanges: Sequence[Exchange]) -> str | None:
    """The latest question in its own words about something else: in place of what it most
    resembles there, or at its end; ``None`` where it stands on its own or fits nowhere."""
    text = words.bare(fragment)
    exchange = next((each for each in reversed(exchanges) if not each.elliptic), exchanges[-1])
    if words.word(text) in words.PREPOSITIONS:
        return _other_side(exchange.question, text)
    return _aspect(text, exchange) or _changed(text, exchange)


def _changed(text: str, exchange: Exchange) -> str | None:
    """The exchange's question with ``text`` in it."""
    question = exchange.question
    if words.TIME.fullmatch(text):
        if found := words.TIME.search(question):
            bare_year = text[0].isdigit() and not found.group()[0].isdigit()
            preposition = found.group().partition(" ")[0] + " " if bare_year else ""
            return question[: found.start()] + preposition + text + question[found.end() :]
        return _appended(question, text)
    preposition, _, rest = text.partition(" ")
    if words.word(preposition) in words.PREPOSITIONS and rest:
        return _after_preposition(question, exchange, words.word(preposition), text)
    if again := _recounted(text, exchange):
        return again
    mention = _alike(text, exchange)
    return _put(question, mention, text) if mention else None


def _other_side(question: str, preposition: str) -> str | None:
    """``Et contre ?`` after ``Combien de députés ont voté pour ?``."""
    bare = words.bare(question)
    before, _, last = bare.rpartition(" ")
    if words.word(last) not in words.PREPOSITIONS or not before:
        return None
    return f"{before} {preposition}{question[len(bare) :]}"


def _aspect(text: str, exchange: Exchange) -> str | None:
    """``Quel est le coût de l'opération ?`` for ``Et le coût ?``."""
    tokens = words.tokens(text)
    if len(tokens) != 2 or tokens[0] not in words.DETERMINERS or tokens[1] not in ASPECTS:
        return None
    known = [each for each in exchange.named if not each.place] or exchange.named
    if not known or any(tokens[1] in words.tokens(each.text) for each in known):
        return None
    about = known[0].core
    if exchange.french:
        asking = "Quelle" if (tokens[0] == "la" or gender_of(tokens[1]) == "f") else "Quel"
        return f"{asking} est {text} {governed('de', about)} ?"
    return f"What is {text} of {about}?"


def _after_preposition(question: str, exchange: Exchange, preposition: str, text: str) -> str:
    """``text`` in place of what stands after the same preposition, or another one of place."""
    of_place = preposition in words.PLACE_PREPOSITIONS
    for mention in (each for each in exchange.named if each.start >= 0):
        _, _, before = question[: mention.start].rstrip().rpartition(" ")
        core = mention.start + len(mention.core)
        if words.word(before) == preposition or (mention.place and of_place):
            own = words.word(mention.text.split()[0]) in ("au", "aux")
            start = mention.start if own else question.rindex(before, 0, mention.start)
            return question[:start] + text + question[core:]
        within = question[core : mention.end].split()
        if within and of_place and words.word(within[0]) in words.PLACE_PREPOSITIONS:
            return f"{question[:core]} {text}{question[mention.end :]}"
    return _appended(question, text)


def _recounted(text: str, exchange: Exchange) -> str | None:
    """``Et les platanes ?`` after ``Combien de tilleuls …``."""
    first, _, rest = text.partition(" ")
    noun = rest if words.word(first) in ("les", "des", "the") else text
    if not noun or any(map(is_name, noun.split())):
        return None
    return recounted(exchange.question, noun, french=exchange.french)


def _alike(text: str, exchange: Exchange) -> Mention | None:
    (addition, *_) = mentions(f"? {text}", french=exchange.french) or [Mention(text)]
    head = addition.head
    known = [each for each in exchange.named if each.start >= 0]
    same = [each for each in known if each.head[:4] == head[:4]]
    if same:
        return same[0]
    if addition.named and head not in map(words.word, filter(is_name, words.TOKEN.findall(text))):
        # "the strike at Rooikop" says itself what it is about, unless it is of the same form.
        return next((each for each in known if _alike_in_form(each, addition)), None)
    kind = [each for each in known if each.named == addition.named and not each.place]
    return next(iter([*kind, *known]), None)


def _alike_in_form(one: Mention, other: Mention) -> bool:
    """Two people, or two such as ``le port de Lyon`` and ``le musée de Nice``."""
    linkers = [[t for t in words.tokens(each.text) if t in words.LINKERS] for each in (one, other)]
    if one.person and other.person:
        return True
    return one.named and bool(linkers[0]) and linkers[0] == linkers[1]


def _put(question: str, mention: Mention, text: str) -> str:
    """``question`` with ``text`` in place of ``mention``."""
    first = words.word(mention.text.split()[0])
    preposition = {"au": "à", "aux": "à", "du": "de", "des": "de"}.get(first)
    phrase = governed(preposition, text) if preposition else text
    return question[: mention.start] + phrase + question[mention.start + len(mention.core) :]


def _appended(question: str, text: str) -> str:
    bare = words.bare(question)
    return f"{bare} {text}{question[len(bare) :]}"
