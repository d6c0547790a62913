"""Stored articles as the records that they can be made of again."""

import json
from collections.abc import Iterator

from index.article import DESCRIPTION, Article
from index.storage import Articles, Filters

#: Articles read at once: each page counts all that match, each article may have a million
#: characters.
_PAGE = 200


def stored_articles(store: Articles, filters: Filters | None = None) -> Iterator[Article]:
    """The matching articles in order of id, read page by page.

    What is stored or deleted meanwhile is among them or not.

    :raises FilterError: when the filter is malformed.
    """
    after = None
    while True:
        page = store.articles(filters, _PAGE, after)
        for stored in page.articles:
            yield stored.article
        if (after := page.next_after) is None:
            return


def record(article: Article) -> str:
    """The article as one line of JSON, as ``index.loading.records`` reads it, without its
    end. What is not known is left out."""
    known = {name: getattr(article, name) for name in ("id", *DESCRIPTION, "text")}
    fields = {name: value for name, value in known.items() if value is not None}
    if article.meta:
        fields["meta"] = dict(article.meta)
    return json.dumps(fields, ensure_ascii=False, allow_nan=False)
