"""What an answer is from, in words: the same in every shape that a chatbot speaks."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from service.api.schemas.answer import Citation, CuratedMatch


@dataclass(frozen=True, slots=True)
class Source:
    """An article that is cited, with what was quoted from it; or, without ``article_id`` and
    quotes, what a curated answer rests on."""

    article_id: str | None
    title: str | None
    source: str | None
    published_at: str | None
    url: str | None
    quotes: list[str] = field(default_factory=list)

    @property
    def name(self) -> str:
        """The title, or the article's id or the address where there is none; on one line."""
        return one_line(self.title or "") or self.article_id or self.url or ""

    @property
    def in_short(self) -> str:
        """Name, source and day, with what was quoted; on one line."""
        about = (self.name, self.source, (self.published_at or "")[:10])
        quotes = " … ".join(f"“{quote}”" for quote in self.quotes)
        return ": ".join(filter(None, (_listed(about), quotes)))

    @property
    def in_full(self) -> str:
        """Title, source, date and address, as far as they are known, or the article's id; on
        one line."""
        about = (self.title, self.source, self.published_at, self.url)
        return _listed(about) or self.name


def sources_of(citations: Iterable[Citation], curated: CuratedMatch | None) -> list[Source]:
    """The articles that are cited, each once with all its quotes, in the order of their first
    citation; or what the ``curated`` answer rests on in their place."""
    found: dict[str, Source] = {}
    for cited in citations:
        source = found.setdefault(cited.article_id, _article(cited))
        if (quote := one_line(cited.quote)) not in source.quotes:
            source.quotes.append(quote)
    bare = curated.source if curated else None
    if bare and not found:
        return [Source(None, bare.title, bare.source, None, bare.url)]
    return list(found.values())


def one_line(text: str) -> str:
    """``text`` with single spaces for all white space, line breaks included."""
    return " ".join(text.split())


def _article(cited: Citation) -> Source:
    return Source(cited.article_id, cited.title, cited.source, cited.published_at, cited.url)


def _listed(about: Iterable[str | None]) -> str:
    return ", ".join(filter(None, (one_line(each or "") for each in about)))
