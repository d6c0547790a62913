"""Questions that leave out all but what is new: "Où ?", "And in 2022?", "Et Macron ?"."""

import re
from collections.abc import Sequence

from index.followups import words
from index.followups.contraction import governed
from index.followups.exchange import Exchange
from index.followups.mention import Mention, mentions
from index.followups.reference import Tokens

#: A fragment has at most so many words.
_LONGEST = 8
#: What an earlier answer may have to stand in the place of its question's "who".
_FILLING = 12
_COUNTED = frozenset("combien quel quelle quels quelles which what how".split())
_HOW = frozenset("many much long often far old big high deep late soon".split())
_FRENCH_INVERTED = re.compile(r"-(?:t-)?(?:il|elle|ils|elles|on|ce)$")


def is_question_word(tokens: Tokens) -> bool:
    """Whether the text is a question word and what belongs to it, without a verb."""
    at = 0
    while at < len(tokens) and tokens[at] in words.PREPOSITIONS:
        at += 1
    if at == len(tokens) or tokens[at] not in words.WH or len(tokens) > _LONGEST:
        return False
    rest = tokens[at + 1 :]
    if not rest:
        return True
    if tokens[at] == "pourquoi" and rest[0] in ("ce", "cet", "cette", "pas") and len(rest) == 2:
        return True
    noun = [each for each in rest if each not in ("de", "d'")]
    if tokens[at] == "how":
        return rest[0] in _HOW and len(rest) <= 2 and not _has_verb(rest)
    if tokens[at] not in _COUNTED or len(noun) != 1 or _has_verb(rest):
        return False
    return tokens[at] not in ("which", "what") or not noun[0].endswith("ed")


def is_addition(tokens: Tokens) -> bool:
    """Whether the text is a phrase without question word and verb."""
    asks = any(each in words.WH for each in tokens)
    return bool(tokens) and len(tokens) <= _LONGEST and not asks and not _has_verb(tokens)


def _has_verb(tokens: Sequence[str]) -> bool:
    verbs = words.AUXILIARIES | words.VERBS
    pronouns = words.PRONOUNS - words.DETERMINERS.keys() - {"en", "her", "his", "its", "their"}
    return any(
        each in verbs or each in pronouns or _FRENCH_INVERTED.search(each) for each in tokens
    )


def with_question_word(fragment: str, exchange: Exchange) -> str | None:
    """The earlier question asked with another question word; ``None`` where it has none."""
    tokens = Tokens(exchange.question)
    start, end = _asked(tokens)
    if end == 0:
        return None
    body = exchange.question[tokens.start(end) :].strip()
    if _is_subject(tokens, start, end):
        body = f"{_filling(exchange, tokens, start, end)} {body}".strip()
    return f"{words.bare(fragment)} {body}"


def _asked(tokens: Tokens) -> tuple[int, int]:
    """The question word's index, and the one after all that belongs to it."""
    at = 0
    while at < len(tokens) and tokens[at] in words.PREPOSITIONS:
        at += 1
    if at == len(tokens) or tokens[at] not in words.WH:
        return 0, 0
    end = at + 1
    if tokens[at] in _COUNTED:
        while end < len(tokens) and not _has_verb(tokens[end : end + 1]):
            begins = tokens[end] in words.DETERMINERS and tokens[end] not in ("du", "des")
            if begins or (tokens[end] in words.PREPOSITIONS and tokens[end] not in ("de", "d'")):
                break
            if tokens[at] == "how" and end > at + 1 and tokens[at + 1] not in ("many", "much"):
                break
            end += 1
    return at, end


def _is_subject(tokens: Tokens, start: int, end: int) -> bool:
    """Whether what is asked for is what the rest of the question says something of."""
    if start or tokens[start] not in {"qui", "who", "what", "which"} | _COUNTED:
        return False
    if any(_FRENCH_INVERTED.search(each) for each in tokens[end:]) or end >= len(tokens):
        return False
    if tokens[start] == "how" and tokens[start + 1] not in ("many", "much"):
        return False
    fronted = tokens[end] in words.AUXILIARIES and tokens[start] in words.WH_ENGLISH
    after = tokens[end + 1] if end + 1 < len(tokens) else ""
    named = end + 1 < len(tokens) and tokens.original(end + 1)[:1].isupper()
    return not (fronted and (after in words.DETERMINERS or after in words.PRONOUNS or named))


def _filling(exchange: Exchange, tokens: Tokens, start: int, end: int) -> str:
    """What can stand where the question word stood."""
    noun = [tokens.original(at) for at in range(start + 1, end)]
    if tokens[start] in ("combien", "how"):
        article = "les" if exchange.french else "the"
        return " ".join([article, *noun[1:]]) if len(noun) > 1 else article
    if exchange.told and len(exchange.told.split()) <= _FILLING:
        return exchange.answer.text if exchange.answer else exchange.told
    return " ".join(["le" if exchange.french else "the", *noun]) if noun else ""


def with_addition(fragment: str, exchange: Exchange) -> str:
    """The earlier question about something else: in place of what it most resembles there,
    or at its end."""
    text = words.bare(fragment)
    question = exchange.question
    if words.TIME.fullmatch(text):
        if found := words.TIME.search(question):
            return question[: found.start()] + text + question[found.end() :]
        return _appended(question, text)
    preposition, _, rest = text.partition(" ")
    if words.word(preposition) in words.PREPOSITIONS and rest:
        return _after_preposition(question, exchange, words.word(preposition), text)
    mention = _alike(text, exchange)
    return _put(question, mention, text) if mention else _appended(question, text)


def _after_preposition(question: str, exchange: Exchange, preposition: str, text: str) -> str:
    for mention in exchange.named:
        before = question[: mention.start].split()
        same = before and words.word(before[-1]) == preposition
        if same or (mention.place and preposition in words.PLACE_PREPOSITIONS):
            start = question.rindex(before[-1], 0, mention.start) if before else mention.start
            return question[:start] + text + question[mention.end :]
    return _appended(question, text)


def _alike(text: str, exchange: Exchange) -> Mention | None:
    (addition, *_) = mentions(f"? {text}", french=exchange.french) or [Mention(text)]
    head = addition.head[:4]
    same = [each for each in exchange.named if each.head[:4] == head]
    kind = [each for each in exchange.named if each.named == addition.named and not each.place]
    return next(iter([*same, *kind, *exchange.named]), None)


def _put(question: str, mention: Mention, text: str) -> str:
    """``question`` with ``text`` in place of ``mention``."""
    first = words.word(mention.text.split()[0])
    preposition = {"au": "à", "aux": "à", "du": "de", "des": "de"}.get(first)
    phrase = governed(preposition, text) if preposition else text
    return question[: mention.start] + phrase + question[mention.start + len(mention.core) :]


def _appended(question: str, text: str) -> str:
    bare = words.bare(question)
    return f"{bare} {text}{question[len(bare) :]}"
