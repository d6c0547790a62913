"""What a web page declares about its article, in ``<meta>`` elements and JSON-LD."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from typing import Any

from trafilatura import load_html

from index.loading.dates import written_date

_PUBLISHER = ("og:site_name", "publisher", "article:publisher_name", "dc.publisher")
_PUBLISHED = ("article:published_time", "og:article:published_time", "datepublished")
#: Scripts that are longer, in characters, are data for programs.
_LONGEST = 1_000_000
#: How many objects of JSON-LD are looked at.
_MOST = 200


@dataclass(frozen=True, slots=True)
class Declared:
    """What a page says for programs; ``None`` for what it does not say."""

    headline: str | None = None
    author: str | None = None
    publisher: str | None = None
    published_at: str | None = None
    page_title: str | None = None

    @classmethod
    def of(cls, html: str) -> "Declared":
        """The declarations of a page, as far as they can be read."""
        tree = load_html(html)
        if tree is None:
            return cls()
        metas, article = _metas(tree), _news_article(tree)
        published = _first(metas, _PUBLISHED) or article.get("datePublished")
        return cls(
            headline=_name(article.get("headline")),
            author=_name(article.get("author")),
            publisher=_first(metas, _PUBLISHER) or _name(article.get("publisher")),
            published_at=written_date(published, None) if isinstance(published, str) else None,
            page_title=_name(tree.findtext(".//title")),
        )


def _metas(tree: Any) -> dict[str, str]:
    found: dict[str, str] = {}
    for meta in tree.iter("meta"):
        name = meta.get("property") or meta.get("name") or meta.get("itemprop") or ""
        if content := _name(meta.get("content")):
            found.setdefault(name.strip().casefold(), content)
    return found


def _first(metas: dict[str, str], names: tuple[str, ...]) -> str | None:
    return next((metas[name] for name in names if name in metas), None)


def _news_article(tree: Any) -> dict[str, Any]:
    """The first article in the page's JSON-LD, or nothing."""
    for script in tree.iter("script"):
        if script.get("type") == "application/ld+json" and len(script.text or "") < _LONGEST:
            for thing in _things(script.text or ""):
                if "Article" in str(thing.get("@type")) and "headline" in thing:
                    return thing
    return {}


def _things(script: str) -> Iterator[dict[str, Any]]:
    """The objects that a script holds: itself, those of its list and of its ``@graph``."""
    try:
        value = json.loads(script, strict=False)
    except (ValueError, RecursionError):
        return
    for outer in (value if isinstance(value, list) else [value])[:_MOST]:
        if isinstance(outer, dict):
            yield outer
            graph = outer.get("@graph")
            things = graph if isinstance(graph, list) else []
            yield from (thing for thing in things[:_MOST] if isinstance(thing, dict))


def _name(value: Any) -> str | None:
    """A name, the name of somebody, or the names in a list, as one line; no address."""
    if isinstance(value, list):
        names = [name for each in value if not isinstance(each, list) if (name := _name(each))]
        return ", ".join(dict.fromkeys(names)) or None
    if isinstance(value, dict):
        value = value.get("name")
    if not isinstance(value, str) or re.match(r"\s*(?:https?:)?//", value):
        return None
    return " ".join(unescape(value).split()) or None
