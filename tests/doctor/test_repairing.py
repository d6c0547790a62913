"""What a repair mends, what it says that it cannot, and what it leaves as it is."""

import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from index.doctor import Repair, check_index, repair
from index.ingesting import Submission
from index.store.alone import alone
from index.store.compacting import compact
from index.store.database import FILE_NAME
from index.store.generations.folder import GenerationFolder
from tests.conftest import Desk

TEXTS = {
    "arbres": "Le maire a planté 12 tilleuls. La place compte 40 bancs.",
    "pont": "Le pont a coûté 3 millions. Il ouvre dans 6 mois.",
    "gare": "La gare accueille 500 voyageurs. Elle a 4 quais.",
}
QUESTIONS = ["Combien de tilleuls ?", "Combien a coûté le pont ?", "Combien de quais ?"]
FIRST = "number = (SELECT min(number) FROM passages)"
LAST = "number = (SELECT max(number) FROM passages)"

Damage = Callable[..., None]


@pytest.fixture
def filled(desk: Desk, make_article: Any) -> Desk:
    articles = [make_article(name, text) for name, text in TEXTS.items()]
    desk.ingestor.ingest([Submission(article) for article in articles])
    return desk


@pytest.fixture
def compacted(filled: Desk) -> Desk:
    compact(filled.articles.database, "auto", lambda done, total: None)
    return filled


def change(desk: Desk, *statements: str) -> None:
    """Behind the back of whatever keeps the rows in order."""
    with closing(sqlite3.connect(desk.articles.database.path)) as connection, connection:
        for statement in statements:
            connection.execute(statement)


def mend(desk: Desk) -> list[Repair]:
    return list(repair(desk.articles, desk.ingestor, "auto", lambda done, total: None))


def problems(desk: Desk) -> dict[str, str]:
    checks = check_index(desk.articles, "hash:1", desk.ingestor.recipe)
    return {check.name: check.detail for check in checks if not check.ok}


def found(desk: Desk) -> list[tuple[str | None, set[str | None]]]:
    """What a process that opens the folder now finds: the best, and all. Of those alike,
    the one that was stored first comes first, and a repair stores anew."""
    fresh = Desk(desk.articles.database.data_dir)
    replies = [fresh.engine.search(question, top_k=3) for question in QUESTIONS]
    contents = [[passage.content for passage in reply.passages] for reply in replies]
    return [(each[0], set(each)) for each in contents]


def rows(desk: Desk, sql: str) -> list[Any]:
    with closing(sqlite3.connect(desk.articles.database.path)) as connection:
        return connection.execute(sql).fetchall()


def generation(desk: Desk) -> Path:
    name = desk.articles.database.fact("generation")
    assert name
    return GenerationFolder(desk.articles.database.data_dir).path / name


def test_where_nothing_is_wrong_nothing_is_done(compacted: Desk) -> None:
    before = compacted.articles.state(), generation(compacted)
    assert problems(compacted) == {}
    assert mend(compacted) == []
    assert (compacted.articles.state(), generation(compacted)) == before


DERIVED = {
    "a passage says other words": f"UPDATE passages SET content = 'x' WHERE {FIRST}",
    "a passage has lost its place": f"UPDATE passages SET meta = '{{}}' WHERE {FIRST}",
    "a passage has no metadata": f"UPDATE passages SET meta = 'x' WHERE {FIRST}",
    "a passage is missing": f"DELETE FROM passages WHERE {FIRST}",
    "a vector is missing": f"DELETE FROM vectors WHERE {FIRST}",
    "a vector is cut short": f"UPDATE vectors SET embedding = x'6600' WHERE {FIRST}",
    "a vector is empty": f"UPDATE vectors SET embedding = x'66' WHERE {FIRST}",
    "a vector is of another size": f"UPDATE vectors SET embedding = x'660000803f' WHERE {LAST}",
    "a vector is not finite": (
        "UPDATE vectors SET embedding = CAST(x'66' || x'0000c07f' || substr(embedding, 6) AS BLOB) "
        f"WHERE {LAST}"
    ),
    "terms are missing": f"DELETE FROM terms WHERE {FIRST}",
    "terms are others": f"UPDATE terms SET words = 'x' WHERE {LAST}",
    "terms of nothing": "INSERT INTO terms (number, words) VALUES (9999, 'x')",
    "vectors of nothing": "INSERT INTO vectors VALUES (9999, x'660000803f')",
    "passages are counted wrongly": "UPDATE counts SET value = 70 WHERE name = 'passages'",
    "articles are counted wrongly": "UPDATE counts SET value = 0 WHERE name = 'articles'",
    "a count is missing": "DELETE FROM counts WHERE name = 'articles'",
}


@pytest.mark.parametrize("with_generation", [False, True])
@pytest.mark.parametrize("what", DERIVED)
def test_what_is_made_of_the_articles_is_made_again(
    filled: Desk, what: str, with_generation: bool
) -> None:
    if with_generation:
        compact(filled.articles.database, "auto", lambda done, total: None)
    before, texts = (
        found(filled),
        rows(filled, "SELECT id, version, text FROM articles ORDER BY id"),
    )
    change(filled, DERIVED[what])

    repairs = mend(filled)

    assert repairs
    assert [each for each in repairs if not each.done] == []
    assert problems(filled) == {}
    assert found(filled) == before
    assert rows(filled, "SELECT id, version, text FROM articles ORDER BY id") == texts
    assert mend(filled) == []


def test_everything_at_once(compacted: Desk) -> None:
    before = found(compacted)
    change(compacted, *DERIVED.values())
    shutil.rmtree(generation(compacted))
    assert problems(compacted)

    assert all(each.done for each in mend(compacted))

    assert problems(compacted) == {}
    assert found(compacted) == before


def test_a_process_that_was_searching_goes_on_with_what_was_mended(compacted: Desk) -> None:
    before = found(compacted)
    searching = Desk(compacted.articles.database.data_dir)
    searching.engine.search(QUESTIONS[0])
    change(compacted, DERIVED["a passage says other words"])
    mend(compacted)
    reply = searching.engine.search(QUESTIONS[0], top_k=3)
    assert {passage.content for passage in reply.passages} == before[0][1]


def _flipped(file: Path) -> None:
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    file.write_bytes(content)


GENERATION = {
    "a bit of the vectors": lambda folder: _flipped(folder / "vectors.faiss"),
    "a bit of the numbers": lambda folder: _flipped(folder / "numbers.npy"),
    "a bit of the manifest": lambda folder: _flipped(folder / "manifest.json"),
    "a file is missing": lambda folder: (folder / "numbers.npy").unlink(),
    "a file is cut short": lambda folder: (folder / "vectors.faiss").write_bytes(b""),
    "all of it is missing": shutil.rmtree,
}


@pytest.mark.parametrize("what", GENERATION)
def test_a_damaged_generation_is_made_anew(compacted: Desk, what: str) -> None:
    before, folder = found(compacted), generation(compacted)
    GENERATION[what](folder)
    assert set(problems(compacted)) == {"generation"}

    repairs = mend(compacted)

    assert [(each.name, each.done) for each in repairs] == [("generation", True)]
    assert generation(compacted) != folder
    assert not folder.exists()
    assert problems(compacted) == {}
    assert found(compacted) == before


def test_a_generation_of_other_articles_is_made_anew(
    compacted: Desk, tmp_path: Path, new_desk: type[Desk], make_article: Any
) -> None:
    """As when a folder was put together of two copies."""
    other = new_desk(tmp_path / "other")
    other.ingestor.ingest([Submission(make_article("autre", "Un autre texte, de 9 mots."))])
    compact(other.articles.database, "auto", lambda done, total: None)
    mine = generation(compacted)
    shutil.rmtree(mine)
    shutil.copytree(generation(other), mine)
    assert set(problems(compacted)) == {"generation"}

    assert [each.name for each in mend(compacted)] == ["generation"]

    assert problems(compacted) == {}


def test_what_was_cut_off_is_removed(compacted: Desk) -> None:
    data = compacted.articles.database.data_dir
    mine = generation(compacted)
    left = [data / "restore.tmp", mine.parent / "unfinished-1", mine.parent / "1-1-old"]
    for folder in left:
        folder.mkdir()
    kept = data / "reindex.tmp"  # the next 'citeqa reindex' goes on with it
    kept.mkdir()

    (done,) = mend(compacted)

    assert done.done
    assert all(folder.name in done.detail for folder in left)
    assert not any(folder.exists() for folder in left)
    assert mine.exists()
    assert kept.exists()


def test_a_generation_that_is_being_made_is_left_alone(compacted: Desk) -> None:
    folder = GenerationFolder(compacted.articles.database.data_dir)
    with folder.making() as lock:
        assert lock is not None
        begun = folder.start()
        assert mend(compacted) == []
        assert begun.exists()


def test_an_article_that_is_damaged_itself_is_named_and_left(filled: Desk) -> None:
    change(
        filled,
        "UPDATE articles SET text = text || 'x', file = 'pont.md', root = '/news' "
        "WHERE id = 'pont'",
        "UPDATE articles SET description = '[' WHERE id = 'gare'",
        f"DELETE FROM terms WHERE {FIRST}",
    )
    damaged = rows(filled, "SELECT * FROM articles WHERE id <> 'arbres'")
    passages = rows(filled, "SELECT * FROM passages WHERE article_id <> 'arbres'")

    repairs = mend(filled)

    assert [(each.done, each.detail.split(":")[0]) for each in repairs] == [
        (True, "cut and embedded anew"),
        (False, "article gare is damaged, and its text is nowhere else here; store it again, "
                "or restore a backup"),
        (False, "article pont is damaged, and its text is nowhere else here; index pont.md again"),
    ]  # fmt: skip
    assert rows(filled, "SELECT * FROM articles WHERE id <> 'arbres'") == damaged
    assert rows(filled, "SELECT * FROM passages WHERE article_id <> 'arbres'") == passages


def test_passages_of_no_article_are_kept(compacted: Desk) -> None:
    change(compacted, "DELETE FROM articles WHERE id = 'pont'")
    lost = "SELECT id, content FROM passages WHERE article_id = 'pont'"
    before = rows(compacted, lost)

    repairs = mend(compacted)

    assert rows(compacted, lost) == before
    assert [each.detail for each in repairs if not each.done] == [
        f"{len(before)} belong to no article; 'citeqa reindex' removes them"
    ]


def test_another_encoder_is_for_reindex(filled: Desk) -> None:
    change(
        filled,
        "UPDATE facts SET value = 'other' WHERE name = 'encoder'",
        f"DELETE FROM vectors WHERE {FIRST}",
    )
    vectors = rows(filled, "SELECT * FROM vectors")
    (refused,) = mend(filled)
    assert not refused.done
    assert "Run 'citeqa reindex'" in refused.detail
    assert rows(filled, "SELECT * FROM vectors") == vectors


def test_an_index_of_sqlites_own_is_made_anew(filled: Desk) -> None:
    path = filled.articles.database.path
    filled.articles.close()
    _spoil_index(path)
    assert "passages_by_article" in problems(filled)["database file"]

    repairs = mend(Desk(path.parent))

    assert repairs[0] == Repair("database file", True, "its indexes were made anew")
    assert problems(filled) == {}


def _spoil_index(path: Path) -> None:
    """Put another id into the only page of the index ``passages_by_article``."""
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        (page,) = connection.execute(
            "SELECT rootpage FROM sqlite_schema WHERE name = 'passages_by_article'"
        ).fetchone()
        (size,) = connection.execute("PRAGMA page_size").fetchone()
    content = bytearray(path.read_bytes())
    start = (page - 1) * size
    body = content[start : start + size]
    at = body.index(b"gare")
    body[at : at + 4] = b"gbre"
    content[start : start + size] = body
    path.write_bytes(content)


def test_a_file_whose_tables_are_damaged_is_not_written_into(filled: Desk) -> None:
    path = filled.articles.database.path
    filled.articles.close()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        (page,) = connection.execute(
            "SELECT rootpage FROM sqlite_schema WHERE name = 'passages'"
        ).fetchone()
        (size,) = connection.execute("PRAGMA page_size").fetchone()
    content = bytearray(path.read_bytes())
    content[(page - 1) * size : page * size] = b"\xff" * size
    path.write_bytes(content)

    repairs = mend(Desk(path.parent))

    assert [(each.name, each.done) for each in repairs] == [("database file", False)]
    assert path.read_bytes() == content


def test_while_another_process_reindexes_nothing_is_touched(filled: Desk) -> None:
    change(filled, DERIVED["a vector is missing"])
    with alone(filled.articles.database.data_dir):
        (refused,) = mend(filled)
    assert not refused.done
    assert "Another process is reindexing" in refused.detail


@pytest.fixture(autouse=True)
def _no_file_is_left_open(desk: Desk) -> Iterator[None]:
    yield
    desk.articles.close()
    assert (desk.articles.database.data_dir / FILE_NAME).exists()
