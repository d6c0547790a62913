"""Cutting articles into passages whose offsets are true."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from haystack import Document
from tokenizers import Tokenizer

from index.article import Article
from index.encoding.tokenizer import load_tokenizer, piece_ends
from index.shipped import MODELS
from index.span import Span
from index.text.residue import residue
from index.text.sentences import split_sentences


@dataclass(frozen=True, slots=True)
class PassageSplitter:
    """Packs whole sentences into passages of at most ``max_pieces`` encoder pieces.

    Consecutive passages share ``overlap`` sentences. Passages never reach over web
    residue or the title, and cut inside a sentence only where it alone is too long.
    """

    max_pieces: int = 160
    overlap: int = 1

    @property
    def recipe(self) -> str:
        """Tells passages made with other rules apart."""
        return f"passages:1:{self.max_pieces}:{self.overlap}"

    def split(self, article: Article) -> list[Span]:
        """The passages of ``article.text``, in order; together they hold every sentence
        that is not residue."""
        pieces = _Pieces(load_tokenizer(MODELS / "tokenizer.json"), article.text)
        passages: list[Span] = []
        for run in evidence(article):
            fitting = [part for sentence in run for part in self._fitting(sentence, pieces)]
            passages.extend(self._packed(fitting, pieces))
        return passages

    def _fitting(self, sentence: Span, pieces: "_Pieces") -> Iterator[Span]:
        """The sentence, or its parts where it alone is too long."""
        while pieces.count(sentence) > self.max_pieces:
            cut = pieces.cut(sentence, self.max_pieces)
            if cut >= sentence.end:  # one character alone can be many pieces: "㎯", "ﷺ"
                break
            yield Span(sentence.start, pieces.trimmed(sentence.start, cut))
            sentence = Span(pieces.skip_space(cut), sentence.end)
        yield sentence

    def _packed(self, sentences: Sequence[Span], pieces: "_Pieces") -> Iterator[Span]:
        first = 0
        while first < len(sentences):
            last = first
            while last + 1 < len(sentences) and self._fits(sentences, first, last + 1, pieces):
                last += 1
            yield Span(sentences[first].start, sentences[last].end)
            if last + 1 == len(sentences):
                return
            first = self._next_first(sentences, first, last, pieces)

    def _next_first(
        self, sentences: Sequence[Span], first: int, last: int, pieces: "_Pieces"
    ) -> int:
        """As many shared sentences as asked for, but never at the cost of progress."""
        shared = max(first + 1, last + 1 - self.overlap)
        while shared <= last and not self._fits(sentences, shared, last + 1, pieces):
            shared += 1
        return shared

    def _fits(self, sentences: Sequence[Span], first: int, last: int, pieces: "_Pieces") -> bool:
        whole = Span(sentences[first].start, sentences[last].end)
        return pieces.count(whole) <= self.max_pieces


def evidence(article: Article) -> Iterator[list[Span]]:
    """The sentences that can be quoted, in runs with no residue inside."""
    start = 0
    for gap in [*residue(article.text, article.title), Span(len(article.text), len(article.text))]:
        run = [found.shifted(start) for found in split_sentences(article.text[start : gap.start])]
        if run:
            yield run
        start = gap.end


def passage_document(article: Article, span: Span) -> Document:
    """The passage ``article.text[span.start:span.end]`` as a Haystack document.

    Its id names the article and the span; its metadata has what filters ask about.
    """
    place = {
        "article_id": article.id,
        "article_version": article.version,
        "start": span.start,
        "end": span.end,
    }
    return Document(
        id=f"{article.id}#{span.start}-{span.end}",
        content=span.within(article.text),
        meta=article.description() | place,
    )


class _Pieces:
    """Where the encoder's pieces of one text end."""

    def __init__(self, tokenizer: Tokenizer, text: str) -> None:
        self._text = text
        self._ends = piece_ends(tokenizer, text)

    def count(self, span: Span) -> int:
        return bisect_right(self._ends, span.end) - bisect_right(self._ends, span.start)

    def cut(self, span: Span, pieces: int) -> int:
        """Where to cut so that at most ``pieces`` stay: after a clause, else a word."""
        hard = self._last_end(bisect_right(self._ends, span.start) + pieces - 1, span.start)
        for marks in (";:,", " \t\u00a0\u202f"):
            at = max(self._text.rfind(mark, span.start + 1, hard) for mark in marks)
            if at > span.start + (hard - span.start) // 2:
                return at + 1 if marks[0] == ";" else at
        return hard

    def _last_end(self, piece: int, start: int) -> int:
        """The end of that piece, or of the one before where its character goes on after it
        ("ﷺ" is several pieces), unless nothing would be left behind ``start``."""
        end = self._ends[piece]
        if self._ends[piece + 1 : piece + 2] != [end]:
            return end
        first = bisect_left(self._ends, end)
        before = self._ends[first - 1] if first else start
        return before if before > start else end

    def trimmed(self, start: int, end: int) -> int:
        """``end``, or where the space before it begins."""
        return start + len(self._text[start:end].rstrip())

    def skip_space(self, position: int) -> int:
        while self._text[position].isspace():
            position += 1
        return position
