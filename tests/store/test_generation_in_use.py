"""What operators get to know of the files that searches use."""

import shutil
import time

from index.store.compacting import compact
from index.store.generations import in_use


def test_there_is_none_at_first(desk, make_article) -> None:
    assert desk.engine.generation() is None
    desk.engine.put(make_article("a"))
    assert desk.engine.generation() is None


def test_it_grows_with_each_and_says_when(desk, make_article) -> None:
    before = time.time() - 1
    desk.engine.add([make_article("a"), make_article("b", "Il pleut sur 3 villes.")])
    compact(desk.articles.database, "auto", lambda done, total: None)
    first = desk.engine.generation()
    desk.engine.delete("b")
    compact(desk.articles.database, "auto", lambda done, total: None)
    second = desk.engine.generation()

    assert (first.covered, second.covered) == (2, 3)
    assert before <= first.made <= second.made <= time.time() + 1


def test_one_that_is_gone_is_none(desk, make_article) -> None:
    desk.engine.put(make_article("a"))
    compact(desk.articles.database, "auto", lambda done, total: None)
    shutil.rmtree(desk.articles.database.data_dir / "generations")
    assert desk.engine.generation() is None


def test_one_that_is_replaced_in_between_is_not_none(desk, make_article, monkeypatch) -> None:
    database = desk.articles.database
    desk.engine.put(make_article("a"))
    compact(database, "auto", lambda done, total: None)
    named = in_use._named

    def late(database) -> str:
        monkeypatch.undo()
        name = named(database)
        desk.engine.put(make_article("b", "Il pleut sur 3 villes."))
        compact(database, "auto", lambda done, total: None)
        return name

    monkeypatch.setattr(in_use, "_named", late)
    assert desk.engine.generation().covered == 2
