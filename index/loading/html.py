"""Web pages: the article in them, and what they say about it."""

import re
from collections.abc import Iterator

import trafilatura

from index.article import Article
from index.loading.declared import Declared
from index.loading.decoding import decode
from index.loading.files import FoundFile
from index.loading.outcome import Unloadable
from index.loading.page_title import PageTitle
from index.loading.spaces import Spaces

#: Where a page may declare its encoding, in bytes from its beginning.
_DECLARATION = 1024
_CHARSET = re.compile(rb"""charset\s{0,9}=\s{0,9}["']?([\w-]{2,30})""", re.IGNORECASE)
#: Dates come from what the page declares (metadata, its address, ``<time>``); the guess
#: over all the numbers in its text would sometimes be an invented date.
_DATES = {"extensive_search": False, "original_date": True}
#: A page that a program would have filled says little else, in characters.
_SHORTEST = 300
_NEEDS_A_PROGRAM = re.compile(
    r"(?:please |you need to |veuillez )?(?:enable|activate|turn on|activer|activez) "
    r"(?:js|javascript)\b|(?:this|the|ce|cette) [^.]{1,40}\b(?:requires?|nécessite) javascript\b|"
    r"javascript (?:is|est) (?:disabled|required|désactivé|requis|nécessaire)\b",
    re.IGNORECASE,
)
_NO_TEXT = "has no article text that could be extracted"


def read_html(data: bytes, found: FoundFile) -> Iterator[tuple[int | None, Article]]:
    """The page's article. :raises Unloadable: when there is none, or no known encoding."""
    charset = _CHARSET.search(data[:_DECLARATION])
    html = decode(data, charset.group(1).decode("ascii", "replace") if charset else None)
    spaces = Spaces.unused_in(html)
    hidden = spaces.hidden(html)
    page = _extract(hidden)
    declared = _declared(hidden)
    named = PageTitle(declared.page_title or "")
    title = named.headline(page.title or declared.headline or "")
    source = declared.publisher if declared.publisher != title else None
    author = declared.author or (page.author or "").replace("; ", ", ")
    yield (
        None,
        Article(
            found.relative_id,
            spaces.shown(page.text or ""),
            title=spaces.shown(title) or None,
            source=spaces.shown(source or named.source(title)) or None,
            author=spaces.shown(author) or None,
            url=page.url or None,
            published_at=declared.published_at or page.date or None,
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
    if not isinstance(page, trafilatura.settings.Document):
        raise Unloadable(_NO_TEXT)
    text = (page.text or "").strip()
    if not text or (len(text) <= _SHORTEST and _NEEDS_A_PROGRAM.match(text)):
        raise Unloadable(_NO_TEXT)
    return page


def _declared(html: str) -> Declared:
    try:
        return Declared.of(html)
    except Exception:
        # As above; a page whose text was found is loaded without its declarations.
        return Declared()
