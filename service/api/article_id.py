"""Article ids in paths."""

from urllib.parse import quote

from werkzeug.routing import BaseConverter


class ArticleIdConverter(BaseConverter):
    """Any non-empty text, slashes and line breaks included.

    Werkzeug's own ``path`` converter refuses a leading slash.
    """

    part_isolating = False
    regex = r"(?s:.+)"


def article_path(article_id: str) -> str:
    """The path of an article, with its id percent-encoded, slashes too."""
    return f"/v1/articles/{quote(article_id, safe='')}"
