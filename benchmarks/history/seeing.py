"""From replies to what they show of the articles."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from benchmarks.history.articles import text_of, version_of

Seen = dict[str, int | None]


class Broken(Exception):
    """A reply that contradicts itself, or the article that it names."""


def shown(article: Mapping[str, Any]) -> Seen:
    """An article, as GET gives it."""
    number = _edition(article["text"])
    _must(article["text"] == text_of(article["id"], number), f"{article['id']}: another text")
    _must(article["version"] == version_of(article["id"], number), "another version")
    return {article["id"]: number}


def listed(page: Mapping[str, Any], ids: Sequence[str]) -> Seen:
    """A list of all articles."""
    versions = {each["id"]: each["version"] for each in page["articles"]}
    numbers = {each["id"]: each["meta"]["edition"] for each in page["articles"]}
    for name, number in numbers.items():
        _must(versions[name] == version_of(name, number), f"{name}: another version")
    return {name: numbers.get(name) for name in ids}


def found(reply: Mapping[str, Any], ids: Sequence[str]) -> Seen:
    """A search that asked for more passages than there are."""
    seen: Seen = dict.fromkeys(ids, None)
    for passage in reply["passages"]:
        name, number = passage["article_id"], _edition(passage["text"])
        text = text_of(name, number)
        _must(text[passage["start"] : passage["end"]] == passage["text"], f"{name}: elsewhere")
        _must(seen.get(name) in (None, number), f"{name}: two editions in one reply")
        seen[name] = number
    return seen


def cited(reply: Mapping[str, Any]) -> Seen:
    """The citations and passages of an answer; what is not among them may be there as well."""
    seen: Seen = {}
    for name, number in _citations(reply):
        _must(seen.get(name) in (None, number), f"{name}: two editions in one reply")
        seen[name] = number
    for passage in reply["passages"]:
        name, number = passage["article_id"], _edition(passage["text"])
        _must(seen.setdefault(name, number) == number, f"{name}: cited as it was not read")
    return seen


def _citations(reply: Mapping[str, Any]) -> Iterator[tuple[str, int]]:
    for answer in reply["answers"]:
        for place in answer["citations"]:
            name, number = place["article_id"], _edition(place["quote"])
            text = text_of(name, number)
            _must(place["article_version"] == version_of(name, number), f"{name}: other version")
            _must(text[place["start"] : place["end"]] == answer["text"], f"{name}: other answer")
            quote = text[place["quote_start"] : place["quote_end"]]
            _must(quote == place["quote"], f"{name}: other quote")
            yield name, number


def _edition(text: str) -> int:
    """Each sentence of an article tells its edition."""
    numbers = set(map(int, re.findall(r"l’édition (\d+)", text)))
    _must(len(numbers) == 1, f"not of one edition: {text!r}")
    return numbers.pop()


def _must(true: bool, problem: str) -> None:
    if not true:
        raise Broken(problem)
