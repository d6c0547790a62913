"""What loading gives: articles with where they came from, and failures with why."""

from dataclasses import dataclass

from index.article import Article
from index.stored import Origin


@dataclass(frozen=True, slots=True)
class Limits:
    """How large a file may be, in bytes, and an article's text, in code points."""

    max_file_bytes: int
    max_article_chars: int


@dataclass(frozen=True, slots=True)
class LoadedArticle:
    """An article that can be stored, and where it was read."""

    article: Article
    origin: Origin


@dataclass(frozen=True, slots=True)
class LoadFailure:
    """A file, or one line of it, that gave no article; ``reason`` is for people."""

    file: str
    line: int | None
    reason: str


class Unloadable(Exception):
    """Raised while one file is read; loading turns it into a :class:`LoadFailure`."""
