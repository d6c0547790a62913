"""From an answer in a passage to a citation in the original article."""

from bisect import bisect_right
from collections.abc import Callable, Sequence
from functools import lru_cache

from haystack import ExtractedAnswer

from index.answers.merging import Candidate, article_id, place
from index.article import Article
from index.passages import evidence
from index.reply import Citation, Part
from index.span import Span
from index.stored import StoredArticle


class CitationBroken(AssertionError):
    """A citation would not show its answer: the article changed meanwhile, or a bug."""


def cite(candidate: Candidate, article: Callable[[str], StoredArticle]) -> list[Citation]:
    """Where ``candidate`` stands word for word, the best place first, one per place.

    :raises CitationBroken: when an article is not what its passages were cut from.
    """
    text = candidate.best.data or ""
    citations: dict[tuple[str, int], Citation] = {}
    for answer in candidate.found:
        assert answer.document is not None
        stored = article(answer.document.meta["article_id"])
        span = _verbatim(text, answer, stored.article)
        if span is not None:
            citation = _citation(text, span, answer, stored)
            citations.setdefault((citation.article_id, citation.start), citation)
    return list(citations.values())


def cite_parts(candidate: Candidate, article: Callable[[str], StoredArticle]) -> list[Part]:
    """The spans of the candidate's best answer, in order, where it has several.

    :raises CitationBroken: when the article is not what its passages were cut from.
    """
    best = candidate.best
    assert best.document is not None
    stored = article(article_id(best))
    parts = []
    for start, end in best.meta.get("parts", []):
        span = Span(start, end).shifted(best.document.meta["start"])
        text = span.within(stored.article.text)
        parts.append(Part(text, _citation(text, span, best, stored)))
    return parts


def uncited(candidate: Candidate, citations: Sequence[Citation]) -> Candidate | None:
    """What of ``candidate`` stands in articles that none of ``citations`` names: the same
    answer in another spelling, or with other spaces in its figures."""
    cited = {citation.article_id for citation in citations}
    left = [answer for answer in candidate.found if article_id(answer) not in cited]
    return Candidate(left[0], candidate.evidence, left[1:]) if left else None


def _verbatim(text: str, answer: ExtractedAnswer, article: Article) -> Span | None:
    """``text`` at the answer's place: the whole of it, a part, or a little around it."""
    span = place(answer)
    if span.within(article.text) != answer.data:
        raise CitationBroken(f"{article.id}[{span.start}:{span.end}] does not show its answer")
    if answer.data == text:
        return span
    around = sentences_around(article, span)
    # The first occurrence that can overlap the span: one that ends after its beginning.
    first = max(around.start, span.start - len(text) + 1)
    nearest = article.text.find(text, first, around.end)
    found = Span(nearest, nearest + len(text))
    return found if nearest != -1 and found.overlaps(span) else None


def _citation(text: str, span: Span, answer: ExtractedAnswer, stored: StoredArticle) -> Citation:
    assert answer.document is not None
    article = stored.article
    quote = sentences_around(article, span)
    if span.within(article.text) != text or text not in quote.within(article.text):
        raise CitationBroken(f"{article.id}[{span.start}:{span.end}] does not show its answer")
    return citation(stored, span, quote, answer.document.id)


def citation(stored: StoredArticle, span: Span, quote: Span, passage_id: str) -> Citation:
    """A citation of ``span`` of an article, with the sentences at ``quote`` around it."""
    article = stored.article
    return Citation(
        article_id=article.id,
        article_version=stored.version,
        title=article.title,
        source=article.source,
        url=article.url,
        published_at=article.published_at,
        language=article.language,
        start=span.start,
        end=span.end,
        quote=quote.within(article.text),
        quote_start=quote.start,
        quote_end=quote.end,
        passage_id=passage_id,
    )


def sentences_around(article: Article, span: Span) -> Span:
    """The whole sentence or sentences that ``span`` lies in, without residue beside them."""
    sentences = _sentences(article.text, article.title)
    if not sentences:
        return span
    starts = [sentence.start for sentence in sentences]
    first = max(bisect_right(starts, span.start) - 1, 0)
    last = max(bisect_right(starts, span.end - 1) - 1, first)
    return Span(min(sentences[first].start, span.start), max(sentences[last].end, span.end))


@lru_cache(maxsize=64)
def _sentences(text: str, title: str | None) -> list[Span]:
    """The sentences that passages are made of: a quotation shows nothing else."""
    return [found for run in evidence(Article("-", text, title)) for found in run]
