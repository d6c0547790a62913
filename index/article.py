"""The article: the text that is stored, cited and given back unchanged."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from index.errors import InvalidArticle

#: The fields that describe an article beside its text. Passages carry them in their
#: metadata too, which is what filters look at.
DESCRIPTION = ("title", "source", "author", "url", "published_at", "language")

#: The longest id, in characters.
LONGEST_ID = 512
#: The most that title, source, … and ``meta`` may take together, in bytes of JSON: every
#: passage carries them.
LARGEST_DESCRIPTION = 16_384
#: How deep ``meta`` may be nested; SQLite and parsers have limits of their own beyond it.
DEEPEST_META = 32

#: Names that an article's free ``meta`` may not use: passages put it beside these.
RESERVED = frozenset(DESCRIPTION) | {"id", "article_id", "article_version", "start", "end"}


@dataclass(frozen=True, slots=True)
class Article:
    """A news article.

    ``text`` is kept to the last code point, so that offsets into it stay true.
    ``published_at`` is an ISO 8601 date or date-time, ``language`` an ISO 639-1 code;
    whatever is not known is ``None``. ``meta`` is free JSON for filters.

    :raises InvalidArticle: for an id or a text that is empty, an id that is too long, text
        that cannot be written as UTF-8 (lone surrogates), and for ``meta`` that is no JSON,
        too deep, too large or uses a reserved name.
    """

    id: str
    text: str
    title: str | None = None
    source: str | None = None
    author: str | None = None
    url: str | None = None
    published_at: str | None = None
    language: str | None = None
    meta: Mapping[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for name in ("id", "text"):
            if not getattr(self, name).strip():
                raise InvalidArticle(name, "must not be empty")
        if clash := RESERVED & self.meta.keys():
            raise InvalidArticle("meta", f"may not use the reserved names {sorted(clash)}")
        for name in ("id", "text", *DESCRIPTION):
            _must_be_writable(name, getattr(self, name))
        if len(self.id) > LONGEST_ID:
            raise InvalidArticle("id", f"may have {LONGEST_ID} characters at most")
        if _depth(dict(self.meta)) > DEEPEST_META:
            raise InvalidArticle("meta", f"may be nested {DEEPEST_META} deep at most")
        _must_be_writable("meta", _canonical(dict(self.meta)))
        if len(_canonical(self.description()).encode()) > LARGEST_DESCRIPTION:
            limit = f"{LARGEST_DESCRIPTION // 1024} KiB"
            raise InvalidArticle("meta", f"and the other descriptions may take {limit} at most")

    @property
    def version(self) -> str:
        """A short hash of everything that the article says, its id excepted."""
        parts = [getattr(self, name) for name in ("text", *DESCRIPTION)]
        content = _canonical([*parts, dict(self.meta)])
        return hashlib.sha256(content.encode()).hexdigest()[:16]

    def description(self) -> dict[str, Any]:
        """What filters can ask about: the descriptive fields and ``meta``, flat."""
        return {name: getattr(self, name) for name in DESCRIPTION} | dict(self.meta)


def _canonical(value: Any) -> str:
    try:
        return json.dumps(value, ensure_ascii=False, sort_keys=True, allow_nan=False)
    except (TypeError, ValueError, RecursionError) as error:
        raise InvalidArticle("meta", f"must be JSON ({error})") from error


def _depth(value: Any) -> int:
    """How deep lists and objects are nested; counted level by level, never by recursion."""
    depth, level = 0, [value]
    while level := [each for each in level if isinstance(each, Mapping | list | tuple)]:
        depth += 1
        if depth > DEEPEST_META:
            break
        level = [
            inner
            for each in level
            for inner in (each.values() if isinstance(each, Mapping) else each)
        ]
    return depth


def _must_be_writable(name: str, value: str | None) -> None:
    try:
        (value or "").encode()
    except UnicodeEncodeError:
        raise InvalidArticle(name, "has a lone surrogate, which is not a character") from None
    if name != "text" and "\0" in (value or ""):
        raise InvalidArticle(name, "has a NUL character")
