"""Plain text and Markdown files: the text is the file."""

from collections.abc import Iterator

from index.article import Article
from index.loading.decoding import decode
from index.loading.files import FoundFile


def read_plain(data: bytes, found: FoundFile) -> Iterator[tuple[int | None, Article]]:
    """The file's one article. :raises Unloadable: when it cannot be decoded."""
    yield None, Article(found.relative_id, decode(data))
