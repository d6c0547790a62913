"""What rewriting a reference works on, in either language."""

import re
from collections.abc import Callable, Iterator, Sequence

from index.followups import words
from index.followups.exchange import Exchange
from index.followups.mention import Mention

_QUE = re.compile(r"\bque\s+$", re.IGNORECASE)

#: What a rewriter returns where it sees a reference and knows nothing to put in its place.
UNRESOLVED = ""


class Tokens(list[str]):
    """The tokens of a text as the word lists have them, with their places in it."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._found = list(words.TOKEN.finditer(text))
        super().__init__(words.word(each.group()) for each in self._found)

    def start(self, at: int) -> int:
        """Where a token begins; the text's end for the one after the last."""
        return self._found[at].start() if at < len(self._found) else len(self.text)

    def end(self, at: int) -> int:
        """Where a token ends, exclusive."""
        return self._found[at].end()

    def original(self, at: int) -> str:
        """A token as it was written."""
        return self._found[at].group()

    def replaced(self, first: int, end: int, phrase: str) -> str:
        """The text with ``phrase`` for the tokens from ``first`` to before ``end``."""
        return self.text[: self.start(first)] + phrase + self.text[self.end(end - 1) :]

    def inserted(self, at: int, phrase: str) -> str:
        """The text with ``phrase`` before a token."""
        return f"{self.text[: self.start(at)]}{phrase} {self.text[self.start(at) :]}"

    def moved(self, at: int, last: int, phrase: str) -> str:
        """The text without the token ``at``, and with ``phrase`` after the token ``last``."""
        before = self.text[: self.start(at)]
        kept = self.text[self.start(at + 1) : self.end(last)]
        if _QUE.search(before) and kept[:1] in "aeéèêioôuy":
            before = f"{before.rstrip()[:-1]}'"
        return f"{before}{kept} {phrase}{self.text[self.end(last) :]}"


#: Puts the first reference of its kind into words: the new text, ``UNRESOLVED``, or ``None``
#: where there is none.
Rewriter = Callable[[Tokens, Sequence[Exchange]], str | None]


def defined(tokens: Tokens, at: int) -> bool:
    """Whether the tokens from ``at`` on tell by a name which one is meant: "cette réunion *de
    Rumilly*"."""
    while at < len(tokens) and tokens[at] in words.LINKERS | words.PLACE_PREPOSITIONS | {
        "la",
        "l'",
    }:
        at += 1
        if at < len(tokens) and tokens.original(at)[:1].isupper():
            return True
    return False


def same_head(noun: str, exchanges: Sequence[Exchange]) -> Mention | None:
    """The latest mention of such a thing: ``the meeting in Lomé`` for ``meeting``."""
    for exchange in reversed(exchanges):
        for mention in _all(exchange):
            if noun in words.tokens(mention.text):
                return mention
    return None


def _all(exchange: Exchange) -> Iterator[Mention]:
    if exchange.answer:
        yield exchange.answer
    yield from exchange.named
