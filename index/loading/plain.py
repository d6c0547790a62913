"""Plain text and Markdown files: the text is the file."""

from collections.abc import Iterator

from index.article import Article
from index.loading.decoding import decode
from index.loading.files import FoundFile
from index.loading.front_matter import front_matter


def read_plain(data: bytes, found: FoundFile) -> Iterator[tuple[int | None, Article]]:
    """The file's one article. :raises Unloadable: when it cannot be decoded."""
    yield None, Article(found.relative_id, decode(data))


def read_markdown(data: bytes, found: FoundFile) -> Iterator[tuple[int | None, Article]]:
    """The file's one article; front matter describes it and is no part of its text, which
    is what follows, unchanged. :raises Unloadable: when it cannot be decoded.
    """
    text = decode(data)
    matter = front_matter(text)
    if matter is None:
        yield None, Article(found.relative_id, text)
    else:
        yield None, Article(found.relative_id, text[matter.end :], **matter.fields)
