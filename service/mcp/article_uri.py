"""The addresses of articles as resources: ``citeqa://articles/{id}``."""

import re
from urllib.parse import quote, unquote_to_bytes

_PREFIX = "citeqa://articles/"
_BAD_ESCAPE = re.compile("%(?![0-9A-Fa-f]{2})")

#: RFC 6570: ``{id}`` is percent-encoded when it is filled in, slashes too.
TEMPLATE = f"{_PREFIX}{{id}}"


class NoSuchResource(ValueError):
    """An address that is no article's."""

    def __init__(self, uri: str) -> None:
        super().__init__(f"There is no resource {uri!r}; articles are at {TEMPLATE}.")


def article_uri(article_id: str) -> str:
    """The address of an article, with its id percent-encoded."""
    return _PREFIX + quote(article_id, safe="")


def article_id_in(uri: str) -> str:
    """The id in an address, whose slashes may be encoded or not.

    :raises NoSuchResource: when it is not an article's address, or not UTF-8.
    """
    encoded = uri.removeprefix(_PREFIX)
    if encoded in ("", uri) or _BAD_ESCAPE.search(encoded):
        raise NoSuchResource(uri)
    try:
        return unquote_to_bytes(encoded).decode()
    except UnicodeError:
        raise NoSuchResource(uri) from None
