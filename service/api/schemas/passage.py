"""A passage, as clients see it."""

from haystack import Document
from pydantic import BaseModel


class Passage(BaseModel):
    """A passage: ``text`` is ``article.text[start:end]``, in code points."""

    id: str
    article_id: str
    title: str | None
    source: str | None
    url: str | None
    published_at: str | None
    language: str | None
    start: int
    end: int
    text: str
    score: float | None

    @classmethod
    def of(cls, document: Document) -> "Passage":
        """The passage that ``document`` holds."""
        meta = document.meta
        return cls(
            id=document.id,
            article_id=meta["article_id"],
            title=meta.get("title"),
            source=meta.get("source"),
            url=meta.get("url"),
            published_at=meta.get("published_at"),
            language=meta.get("language"),
            start=meta["start"],
            end=meta["end"],
            text=document.content or "",
            score=document.score,
        )
