"""The judge of histories: what it lets pass, and what it does not."""

from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote

import pytest

from benchmarks.history import seeing
from benchmarks.history.articles import body_of, text_of, version_of
from benchmarks.history.clients import record
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


@pytest.mark.parametrize(
    ("seen", "fine"),
    [
        ({"a": None, "b": None}, True),
        ({"a": 1, "b": None}, True),
        ({"a": 1, "b": 1}, True),
        ({"a": None, "b": 1}, False),  # b was sent after a was acknowledged
    ],
)
def test_what_one_request_saw_was_so_at_one_moment(seen: dict[str, int | None], fine: bool) -> None:
    changes = [Change("a", 1, 1.0, 2.0), Change("b", 1, 3.0, 4.0)]

    found = faults(History(changes, [View("list", 1.5, 5.0, seen)], []))

    assert found == ([] if fine else ["list saw b as it never was together with the rest"])


def test_there_may_be_no_article_more_than_once() -> None:
    """Both before it was stored and after it was deleted."""
    changes = [*CHANGES, Change("b", 1, 7.5, 7.6), Change("c", 1, 1.2, 1.3)]
    late, early = {"a": None, "b": 1, "c": 1}, {"a": None, "b": None, "c": 1}

    views = [View("late", 1.1, 8.5, late), View("early", 1.1, 8.5, early)]
    assert faults(History(changes, views, [])) == []

    never = View("never", 1.1, 8.5, {"a": None, "b": 1, "c": None})
    assert len(faults(History(changes, [never], []))) == 1


@dataclass
class InMemory:
    """A service of one thread; each ``loses``-th article that it acknowledges is not kept, and
    each ``keeps``-th that it deletes is."""

    loses: int | None = None
    keeps: int | None = None
    articles: dict[str, Any] = field(default_factory=dict)
    stored: int = 0
    deleted: int = 0

    def request(self, method: str, path: str, value: Any = None) -> Any:
        name = unquote(path.removeprefix("/v1/articles/"))
        known = self.articles.get(name)
        if method == "PUT":
            return Reply(201 if self._put(name, value) is None else 200)
        if method == "DELETE":
            return Reply(404 if self._delete(name) is None else 204)
        if path == "/v1/articles?limit=500":
            return Reply(200, {"articles": list(self.articles.values())})
        if path == "/v1/search":
            return Reply(200, {"passages": [_whole(each) for each in self.articles.values()]})
        if path == "/v1/ask":
            return Reply(200, {"answers": [], "passages": []})
        return Reply(404 if known is None else 200, known)

    def _put(self, name: str, value: Any) -> Any:
        self.stored += 1
        before = self.articles.pop(name, None)
        if not (self.loses and self.stored % self.loses == 0):
            version = version_of(name, value["meta"]["edition"])
            self.articles[name] = {"id": name, "version": version, **value}
        return before

    def _delete(self, name: str) -> Any:
        before = self.articles.get(name)
        self.deleted += before is not None
        if not (self.keeps and self.deleted % self.keeps == 0):
            self.articles.pop(name, None)
        return before


@dataclass
class Reply:
    status: int
    json: Any = None


def _whole(article: dict[str, Any]) -> dict[str, Any]:
    text = article["text"]
    return {"article_id": article["id"], "text": text, "start": 0, "end": len(text)}


def test_what_clients_do_is_judged() -> None:
    history = record(InMemory(), clients=1, seconds=0.2, seed=1)

    assert len(history.changes) > 50 and len(history.views) > 50
    assert faults(history) == []


@pytest.mark.parametrize(
    ("broken", "complaints"),
    [
        (InMemory(loses=5), {"DELETE": "404, not 204", "PUT": "201, not 200"}),
        (InMemory(keeps=3), {"DELETE": "204, not 404", "PUT": "200, not 201"}),
    ],
    ids=["lost", "kept"],
)
def test_a_status_tells_of_a_lost_change(broken: InMemory, complaints: dict[str, str]) -> None:
    told = record(broken, clients=1, seconds=0.2, seed=1).broken

    for method, statuses in complaints.items():
        assert any(each.startswith(method) and each.endswith(statuses) for each in told), told


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
