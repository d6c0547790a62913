"""Follow-up questions turned into questions that stand on their own.

By words of grammar and spans alone: no language model, nothing learnt.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from index.followups import addition, ellipsis, english, french, speech, words
from index.followups.answer import recounted
from index.followups.exchange import Exchange, context
from index.followups.mention import mentions
from index.followups.ownership import may_have_its_own
from index.followups.reference import UNRESOLVED, Tokens
from index.turn import Turn

#: Longer than this, in characters, a resolved question is given up.
LONGEST = 1000
_MOST_REFERENCES = 3
#: Who writes more words than these leaves nothing out.
_LONGEST_FOLLOW_UP = 40


@dataclass(frozen=True, slots=True)
class Resolved:
    """What a follow-up stands for. ``hint``: it may stand on its own as well, and this is to be
    asked only where the question as it is has no answer."""

    text: str
    hint: bool = False


def resolve(question: str, conversation: Sequence[Turn]) -> Resolved | None:
    """``question`` with what it leaves out, taken from the turns before it, oldest first.

    ``None`` when it stands on its own, and when nothing before it tells what it means.
    """
    exchanges: list[Exchange] = []
    for number, turn in enumerate(conversation):
        resolved = _resolved(turn.question, exchanges)
        # A hint is carried on where the answer came from the same article as the one before.
        shared = number and set(turn.article_ids) & set(conversation[number - 1].article_ids)
        taken = resolved.text if resolved and (shared or not resolved.hint) else turn.question
        elliptic = ellipsis.is_question_word(Tokens(_without_initial(turn.question.strip())[0]))
        exchanges.append(Exchange.of(taken, turn.answer, elliptic=elliptic))
    return _resolved(question, exchanges)


def _resolved(question: str, exchanges: Sequence[Exchange]) -> Resolved | None:
    if not exchanges or speech.is_impersonal(question):
        return None
    text, continued = _without_initial(question.strip())
    resolved = _completed(text, exchanges, continued=continued)
    if resolved is None or len(resolved.text) > LONGEST or resolved.text == question:
        return None
    return Resolved(resolved.text[:1].upper() + resolved.text[1:], resolved.hint)


def _without_initial(question: str) -> tuple[str, bool]:
    """The question without "Et" or "And" at its beginning, and whether there was one."""
    text = question
    for pattern in (words.INITIAL, words.ABOUT):
        if (found := pattern.match(text)) and found.end() < len(text):
            text = text[found.end() :]
    return text, text != question


def _completed(text: str, exchanges: Sequence[Exchange], *, continued: bool) -> Resolved | None:
    tokens = Tokens(text)
    if not 0 < len(tokens) <= _LONGEST_FOLLOW_UP or speech.is_courtesy(tokens):
        return None
    if ellipsis.is_question_word(tokens):
        return _asked_again(text, tokens, exchanges)
    if addition.is_addition(tokens) and (continued or tokens[0] in words.PREPOSITIONS):
        added = addition.with_addition(text, exchanges)
        return Resolved(added) if added else None
    return _referring(text, exchanges, continued=continued)


def _referring(text: str, exchanges: Sequence[Exchange], *, continued: bool) -> Resolved | None:
    """A whole question with what its pronouns stand for, or with its context beside it."""
    is_french = words.is_french(text, earlier=exchanges[-1].french)
    resolved, left = _without_references(text, exchanges, is_french=is_french)
    own = may_have_its_own(words.tokens(text), is_french=is_french)
    if left and speech.asks(text):
        own = own or (resolved == text and bool(mentions(text, french=is_french)))
        return _beside(resolved, exchanges, hint=own)
    if resolved != text:
        return Resolved(resolved, own)
    if words.CHANGING.match(text):
        return None
    lacking = speech.may_lack(text, continued=continued, is_french=is_french)
    return _beside(text, exchanges, hint=True) if lacking else None


def _asked_again(text: str, tokens: Tokens, exchanges: Sequence[Exchange]) -> Resolved | None:
    """The earlier question with the question word that ``text`` is."""
    noun = ellipsis.noun_counted(tokens)
    if noun is None:
        resolved = ellipsis.with_question_word(text, exchanges[-1])
    else:
        last = exchanges[-1]
        resolved = recounted(last.question, noun, french=last.french)
    return Resolved(resolved) if resolved else _beside(text, exchanges, hint=noun is not None)


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


def _beside(text: str, exchanges: Sequence[Exchange], *, hint: bool) -> Resolved | None:
    """The question with what the last turn was about beside it."""
    found = context(exchanges, text)
    return Resolved(f"{text} ({', '.join(found)})", hint) if found else None
