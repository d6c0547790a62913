"""Web pages: the article in them, and what they say about it."""

import re
from collections.abc import Iterator

import trafilatura

from index.article import Article
from index.loading.decoding import decode
from index.loading.files import FoundFile
from index.loading.outcome import Unloadable
from index.loading.spaces import Spaces

#: Where a page may declare its encoding, in bytes from its beginning.
_DECLARATION = 1024
_CHARSET = re.compile(rb"""charset\s{0,9}=\s{0,9}["']?([\w-]{2,30})""", re.IGNORECASE)
#: Dates come from what the page declares (metadata, its address, ``<time>``); the guess
#: over all the numbers in its text would sometimes be an invented date.
_DATES = {"extensive_search": False, "original_date": True}


def read_html(data: bytes, found: FoundFile) -> Iterator[tuple[int | None, Article]]:
    """The page's article. :raises Unloadable: when there is none, or no known encoding."""
    charset = _CHARSET.search(data[:_DECLARATION])
    html = decode(data, charset.group(1).decode("ascii", "replace") if charset else None)
    spaces = Spaces.unused_in(html)
    page = _extract(spaces.hidden(html))
    yield (
        None,
        Article(
            found.relative_id,
            spaces.shown(page.text or ""),
            title=spaces.shown(page.title or "") or None,
            source=spaces.shown(page.sitename or "") or None,
            author=spaces.shown(page.author or "") or None,
            url=page.url or None,
            published_at=page.date or None,
        ),
    )


def _extract(html: str) -> trafilatura.settings.Document:
    try:
        page = trafilatura.bare_extraction(
            html, include_comments=False, with_metadata=True, date_extraction_params=_DATES
        )
    except Exception as error:
        # Hostile pages break the parsers below in too many ways to name.
        raise Unloadable(f"cannot be read as HTML: {error}") from error
    if not isinstance(page, trafilatura.settings.Document) or not (page.text or "").strip():
        raise Unloadable("has no article text that could be extracted")
    return page
