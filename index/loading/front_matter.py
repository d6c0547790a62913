"""Front matter: what a Markdown file declares about its article above it."""

import re
import tomllib
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, NamedTuple

import yaml

from index.loading.dates import written_date

#: A block that is longer, in characters, is no front matter.
_LONGEST = 16 * 1024
_BLOCK = re.compile(r"(?P<fence>---|\+\+\+)[ \t]*(?:\r\n?|\n)")
_END = {
    fence: re.compile(rf"^{re.escape(fence)}[ \t]*(?:\r\n?|\n|\Z)", re.MULTILINE)
    for fence in ("---", "+++")
}
#: What a field of the article may be called, the first that is there counting.
_NAMES = {
    "title": ("title",),
    "author": ("author", "authors"),
    "published_at": ("date", "published_at", "published"),
    "source": ("source",),
    "url": ("url", "link"),
    "language": ("language", "lang"),
}
#: One of these shows that a block is front matter: "Valmont : la crue recule" between two
#: rules is a mapping to YAML, too.
_TELLING = frozenset(name for names in _NAMES.values() for name in names) | frozenset(
    "categories category description draft keywords layout permalink slug summary tags".split()
)


class FrontMatter(NamedTuple):
    """The fields of an article that are declared, and where its text begins."""

    fields: Mapping[str, Any]
    end: int


def front_matter(text: str) -> FrontMatter | None:
    """The block between ``---`` (YAML) or ``+++`` (TOML) lines that ``text`` begins with.

    ``None`` where there is none, or where what stands there is neither.
    """
    if not (begin := _BLOCK.match(text)):
        return None
    fence = begin["fence"]
    end = _END[fence].search(text[: _LONGEST + len(fence)].replace("\r", "\n"), begin.end())
    if end is None:
        return None
    block = text[begin.end() : end.start()].replace("\r\n", "\n").replace("\r", "\n")
    declared = _parsed(block, fence)
    if not _TELLING & declared.keys():
        return None
    stop = end.end() + text.startswith("\r\n", end.end() - 1)
    return FrontMatter(_fields(declared), stop)


def _parsed(block: str, fence: str) -> dict[str, Any]:
    try:
        # Only strings come out of this loader: no impossible dates that raise, and no
        # language "no" that is false.
        value = tomllib.loads(block) if fence == "+++" else yaml.load(block, yaml.BaseLoader)
    except (yaml.YAMLError, ValueError, RecursionError):
        return {}
    if not isinstance(value, dict):
        return {}
    return {key.strip().casefold(): each for key, each in value.items() if isinstance(key, str)}


def _fields(declared: Mapping[str, Any]) -> dict[str, str]:
    said = {
        field: next((words for name in names if (words := _words(declared.get(name)))), "")
        for field, names in _NAMES.items()
    }
    language = re.match(r"([a-z]{2})(?![a-z])", said["language"].casefold())
    said["language"] = language[1] if language else ""
    said["published_at"] = written_date(said["published_at"], said["language"] or None) or ""
    if not re.match(r"https?://\S+$", said["url"]):
        said["url"] = ""  # Site generators give paths, which lead nowhere from here.
    return {field: words for field, words in said.items() if words}


def _words(value: Any) -> str:
    """A value as one line; names in a list are joined, what is no words is empty."""
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, Mapping):
        return _words(value.get("name")) if isinstance(value.get("name"), str) else ""
    if isinstance(value, list):
        names = (_words(each) for each in value if isinstance(each, str | Mapping))
        return ", ".join(name for name in names if name)
    words = re.sub(r"[ \t\n]+", " ", value).strip() if isinstance(value, str) else ""
    # YAML can escape what no description may hold, and writes "nothing" as a word.
    writable = not re.search("[\0\ud800-\udfff]", words)
    return words if writable and words not in ("null", "~") else ""
