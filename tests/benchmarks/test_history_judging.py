"""The judge of histories: what it lets pass, and what it does not."""

from typing import Any

import pytest

from benchmarks.history import seeing
from benchmarks.history.articles import body_of, text_of, version_of
from benchmarks.history.events import Change, History, View
from benchmarks.history.judging import faults

#: Stored at 1 to 2, replaced at 3 to 5, deleted at 7 to 8, stored again at 9 to never.
CHANGES = [
    Change("a", 1, 1.0, 2.0),
    Change("a", 2, 3.0, 5.0),
    Change("a", None, 7.0, 8.0),
    Change("a", 3, 9.0, None),
]


def view(begin: float, end: float, number: int | None, what: str = "GET a") -> View:
    return View(what, begin, end, {"a": number})


@pytest.mark.parametrize(
    ("begin", "end", "number", "fine"),
    [
        (0.0, 0.5, None, True),
        (0.0, 0.5, 1, False),  # before it was sent
        (0.5, 1.5, None, True),
        (0.5, 1.5, 1, True),
        (2.5, 2.9, None, False),  # acknowledged, and not there
        (2.5, 2.9, 1, True),
        (3.5, 4.0, 1, True),
        (3.5, 4.0, 2, True),
        (1.5, 4.0, None, True),
        (5.5, 6.0, 1, False),  # replaced, and still as it was
        (5.5, 6.0, 2, True),
        (7.5, 7.6, 2, True),
        (7.5, 7.6, None, True),
        (8.5, 8.6, 2, False),  # deleted, and still there
        (8.5, 8.6, None, True),
        (8.5, 9.5, 3, True),
        (20.0, 21.0, None, True),  # never acknowledged: whoever knows
        (20.0, 21.0, 3, True),
        (20.0, 21.0, 2, False),
    ],
)
def test_what_one_request_may_see(begin: float, end: float, number: int | None, fine: bool) -> None:
    found = faults(History(CHANGES, [view(begin, end, number)], []))

    assert (found == []) is fine
    assert all("GET a saw" in each for each in found)


def test_what_was_seen_stays_seen() -> None:
    """While a change is not acknowledged either may be seen, but not the old after the new."""
    new, old = view(3.1, 3.2, 2, "new"), view(3.3, 3.4, 1, "old")
    assert faults(History(CHANGES, [new, old], [])) == ["old saw a as it was before new saw it"]

    at_once = view(3.15, 3.4, 1, "old")
    assert faults(History(CHANGES, [at_once, new], [])) == []


def test_what_contradicts_itself_is_a_fault() -> None:
    assert faults(History([], [], ["a reply"])) == ["a reply"]


NAME = "port/3"


def reply(**other: Any) -> dict[str, Any]:
    """An answer that cites edition 7 as it is."""
    text = text_of(NAME, 7)
    place = {
        "article_id": NAME,
        "article_version": version_of(NAME, 7),
        "start": text.index("1007"),
        "end": text.index("1007") + 4,
        "quote": text[: text.index("\r")],
        "quote_start": 0,
        "quote_end": text.index("\r"),
    }
    passage = {"article_id": NAME, "text": text, "start": 0, "end": len(text)}
    answer = {"text": "1007", "citations": [place | other]}
    return {"answers": [answer], "passages": [passage]}


def test_a_citation_is_of_the_edition_that_it_names() -> None:
    assert seeing.cited(reply()) == {NAME: 7}


@pytest.mark.parametrize(
    "other",
    [
        {"article_version": version_of(NAME, 8)},
        {"start": 0},
        {"quote_start": 1},
        {"quote": text_of(NAME, 8).partition("\r")[0]},
        {"article_id": "port/2"},
    ],
    ids=lambda other: next(iter(other)),
)
def test_a_citation_that_is_not_true(other: dict[str, Any]) -> None:
    with pytest.raises(seeing.Broken):
        seeing.cited(reply(**other))


def test_two_editions_in_one_reply() -> None:
    mixed = reply()
    text = text_of(NAME, 6)
    mixed["passages"] = [{"article_id": NAME, "text": text, "start": 0, "end": len(text)}]
    with pytest.raises(seeing.Broken, match="as it was not read"):
        seeing.cited(mixed)


def test_an_article_under_the_version_of_another() -> None:
    article = {"id": NAME, "version": version_of(NAME, 7), **body_of(NAME, 7)}
    assert seeing.shown(article) == {NAME: 7}
    with pytest.raises(seeing.Broken):
        seeing.shown(article | {"version": version_of(NAME, 8)})
    with pytest.raises(seeing.Broken):
        seeing.shown(article | {"text": text_of(NAME, 7) + " "})
