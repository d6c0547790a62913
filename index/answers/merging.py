"""The same answer, found several times, is one answer."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from haystack import ExtractedAnswer

from index.answers.evidence import Evidence
from index.answers.normal import figures, is_count, key_tokens, token_f1
from index.span import Span
from index.text.terms import terms

#: How alike a part of an answer must be to it, in token F1, to be the same answer:
#: "Poutine" and "Vladimir Poutine" are, "Moscou" and "entre Moscou et Pyongyang" are not.
ALIKE = 0.6
#: Where the word after an answer must lie, in characters.
_NEXT_WORD = 30


@dataclass(slots=True)
class Candidate:
    """An answer, the evidence for it, and the other places where it was found."""

    best: ExtractedAnswer
    evidence: Evidence
    others: list[ExtractedAnswer] = field(default_factory=list)

    @property
    def found(self) -> list[ExtractedAnswer]:
        """Every place, the best first."""
        return [self.best, *self.others]


def merged(ranked: Sequence[tuple[ExtractedAnswer, Evidence]]) -> list[Candidate]:
    """``ranked``, best first, with repeats put under the best of their kind.

    Two answers are the same when they overlap in one article, when they are equal
    without punctuation, accents and articles, or when one is a large part of the other
    and has no other figures: "200 euros" is no part of "1 200 euros".
    """
    candidates: list[Candidate] = []
    for answer, evidence in ranked:
        known = next((each for each in candidates if _is_same(answer, each)), None)
        if known is None:
            candidates.append(Candidate(answer, evidence))
        else:
            known.others.append(answer)
    return candidates


def trimmed(answer: ExtractedAnswer) -> ExtractedAnswer:
    """The answer without the space around it, which some tokenizers count to a word."""
    assert answer.document_offset is not None
    data = answer.data or ""
    start = answer.document_offset.start + len(data) - len(data.lstrip())
    span = ExtractedAnswer.Span(start, start + len(data.strip()))
    return replace(answer, data=data.strip(), document_offset=span)


def place(answer: ExtractedAnswer) -> Span:
    """Where the answer stands in its article."""
    assert answer.document is not None
    assert answer.document_offset is not None
    offset = answer.document_offset
    return Span(offset.start, offset.end).shifted(answer.document.meta["start"])


def article_id(answer: ExtractedAnswer) -> str:
    """The article that the answer stands in."""
    assert answer.document is not None
    return str(answer.document.meta["article_id"])


def _is_same(answer: ExtractedAnswer, candidate: Candidate) -> bool:
    overlapping = any(
        article_id(answer) == article_id(found) and place(answer).overlaps(place(found))
        for found in candidate.found
    )
    if overlapping:
        return True
    return _alike(answer.data or "", candidate.best.data or "") and _count_alike(
        answer, candidate.best
    )


def _count_alike(one: ExtractedAnswer, other: ExtractedAnswer) -> bool:
    """Bare numbers are the same answer when they count the same thing: not "two" launches
    and "two" missiles."""
    if not (is_count(key_tokens(one.data or "")) and is_count(key_tokens(other.data or ""))):
        return True
    counted, also = _counted(one), _counted(other)
    return counted is None or also is None or counted == also


def _counted(answer: ExtractedAnswer) -> str | None:
    """The stem of the word after the answer."""
    assert answer.document is not None
    assert answer.document_offset is not None
    after = (answer.document.content or "")[answer.document_offset.end :][:_NEXT_WORD]
    words = terms(after, answer.document.meta.get("language"))
    return words[0] if words else None


def _alike(one: str, other: str) -> bool:
    short, long = sorted((key_tokens(one), key_tokens(other)), key=len)
    inside = any(
        long[start : start + len(short)] == short for start in range(len(long) - len(short) + 1)
    )
    if not inside or token_f1(list(short), list(long)) < ALIKE:
        return False
    fewer, more = sorted((figures(one), figures(other)), key=len)
    return fewer <= more
