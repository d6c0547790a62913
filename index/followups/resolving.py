"""Follow-up questions turned into questions that stand on their own.

By words of grammar and spans alone: no language model, nothing learnt.
"""

from collections.abc import Sequence

from index.followups import addition, ellipsis, english, french, words
from index.followups.exchange import Exchange, context
from index.followups.mention import mentions
from index.followups.reference import UNRESOLVED, Tokens
from index.turn import Turn

#: Longer than this, in characters, a resolved question is given up.
LONGEST = 1000
#: A question of no more words than these, that names nothing, is about what was said before.
_BARE = 2
_MOST_REFERENCES = 3
#: Who writes more words than these leaves nothing out.
_LONGEST_FOLLOW_UP = 40


def resolve(question: str, conversation: Sequence[Turn]) -> str | None:
    """``question`` with what it leaves out, taken from the turns before it, oldest first.

    ``None`` when it stands on its own, and when nothing before it tells what it means.
    """
    exchanges: list[Exchange] = []
    for turn in conversation:
        resolved = _resolved(turn.question, exchanges) or turn.question
        exchanges.append(Exchange.of(resolved, turn.answer))
    return _resolved(question, exchanges)


def _resolved(question: str, exchanges: Sequence[Exchange]) -> str | None:
    if not exchanges:
        return None
    text, continued = _without_initial(question.strip())
    resolved = _completed(text, exchanges, continued=continued)
    if resolved is None or len(resolved) > LONGEST or resolved == question:
        return None
    return resolved[:1].upper() + resolved[1:]


def _without_initial(question: str) -> tuple[str, bool]:
    """The question without "Et" or "And" at its beginning, and whether there was one."""
    text = question
    for pattern in (words.INITIAL, words.ABOUT):
        if (found := pattern.match(text)) and found.end() < len(text):
            text = text[found.end() :]
    return text, text != question


def _completed(text: str, exchanges: Sequence[Exchange], *, continued: bool) -> str | None:
    tokens = Tokens(text)
    if not 0 < len(tokens) <= _LONGEST_FOLLOW_UP:
        return None
    if ellipsis.is_question_word(tokens):
        return ellipsis.with_question_word(text, exchanges[-1]) or _beside(text, exchanges)
    if addition.is_addition(tokens) and (continued or tokens[0] in words.PREPOSITIONS):
        return addition.with_addition(text, exchanges[-1])
    is_french = words.is_french(text, earlier=exchanges[-1].french)
    resolved, left = _without_references(text, exchanges, is_french=is_french)
    if left or (resolved == text and _says_too_little(text, continued, is_french=is_french)):
        return _beside(resolved, exchanges)
    return resolved if resolved != text else None


def _without_references(
    text: str, exchanges: Sequence[Exchange], *, is_french: bool
) -> tuple[str, bool]:
    """The text with its references put into words, and whether one is left."""
    for _ in range(_MOST_REFERENCES):
        for rewriter in (french if is_french else english).REWRITERS:
            rewritten = rewriter(Tokens(text), exchanges)
            if rewritten == UNRESOLVED:
                return text, True
            if rewritten is not None:
                text = rewritten
                break
        else:
            return text, False
    return text, False


def _says_too_little(text: str, continued: bool, *, is_french: bool) -> bool:
    """Whether the question names nothing that it could be about."""
    named = mentions(text, french=is_french)
    if any(each.named for each in named) or any(map(str.isdigit, text)):
        return False
    content = [each for each in words.tokens(text) if each not in words.GRAMMAR]
    asks = any(each in words.WH for each in words.tokens(text))
    return continued or (asks and not named and len(content) <= _BARE)


def _beside(text: str, exchanges: Sequence[Exchange]) -> str | None:
    """The question with what the last turn was about beside it."""
    found = context(exchanges, text)
    return f"{text} ({', '.join(found)})" if found else None
