"""`citeqa backup` and `citeqa restore`."""

import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from index.article import Article
from index.citeqa import Citeqa
from index.store.article_store import ArticleStore
from index.store.backup import back_up
from index.store.database import FILE_NAME, Database
from index.store.restoring import FOLDER
from service.settings import load_settings
from service.wiring import build_engine
from tests.cli.conftest import Run

QUESTIONS = (
    "Where will the special meeting on piracy be held?",
    "Combien coûtera la réparation du tunnel du Grand-Merle ?",
    "Quelle est la capitale de la Mongolie ?",
)


def engine(data: Path) -> Citeqa:
    return build_engine(load_settings(data_dir=data))


def quiet(done: int, total: int) -> None:
    pass


def replies(run: Run, data: Path) -> list[Any]:
    """All that a client can get."""
    found = []
    for question in QUESTIONS:
        for more in ((), ("--top-k", "3"), ("--debug",)):
            reply = json.loads(run("ask", question, "--json", *more, "--data-dir", data).stdout)
            del reply["timings_ms"], reply["query_id"]  # those of the request alone
            found.append(reply)
    listed = run("articles", "list", "--json", "--data-dir", data).stdout
    return [*found, json.loads(listed)]


@pytest.fixture
def copy(run: Run, shared_data: Path, tmp_path: Path) -> Path:
    file = tmp_path / "copy.sqlite"
    result = run("backup", file, "--data-dir", shared_data)
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout == "12 articles, 59 passages\n"
    return file


def test_a_restored_directory_answers_identically(
    run: Run, shared_data: Path, copy: Path, tmp_path: Path
) -> None:
    # One file, and no log that it needs or that belongs to it.
    assert [each.name for each in tmp_path.iterdir()] == [copy.name]
    copy.chmod(0o400)
    restored = tmp_path / "deep" / "restored"
    result = run("restore", copy, "--data-dir", restored)
    assert (result.exit_code, result.stdout) == (0, "12 articles, 59 passages\n")
    expected, found = replies(run, shared_data), replies(run, restored)
    assert json.dumps(found) == json.dumps(expected)
    assert expected[0]["answered"] and not expected[-2]["answered"]
    assert run("doctor", "--data-dir", restored).exit_code == 0


def test_writers_between_two_steps_neither_begin_it_anew_nor_get_into_it(
    own_data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.store.copying._STEP", 1)
    other = engine(own_data)
    seen: list[tuple[int, int]] = []

    def meanwhile(done: int, total: int) -> None:
        if len(seen) < 20:
            other.put(Article("neu", f"Le pont a rouvert lundi {len(seen)}."))
        seen.append((done, total))

    state = back_up(ArticleStore(Database(own_data)), tmp_path / "copy.sqlite", meanwhile)
    total = seen[0][1]
    assert seen == [(done, total) for done in range(1, total + 1)]
    with closing(sqlite3.connect(tmp_path / "copy.sqlite")) as made:
        assert made.execute("SELECT count(*) FROM articles").fetchone() == (12,)
    assert (state.articles, other.state().articles) == (12, 13)


def test_beside_a_busy_writer(run: Run, own_data: Path, tmp_path: Path) -> None:
    writer, stop = engine(own_data), threading.Event()

    def write() -> None:
        number = 0
        while not stop.is_set():
            writer.put(Article(f"neu-{number:03}", f"Le pont {number} a rouvert lundi."))
            number += 1

    thread = threading.Thread(target=write)
    thread.start()
    try:
        for number in range(5):
            copied = run("backup", tmp_path / f"{number}.sqlite", "--data-dir", own_data)
            assert copied.exit_code == 0, copied.output
            restored = tmp_path / f"restored-{number}"
            assert run("restore", tmp_path / f"{number}.sqlite", "--data-dir", restored).stdout == (
                copied.stdout
            )
            ids = [each for each in engine(restored).store.ids() if each.startswith("neu-")]
            assert ids == [f"neu-{count:03}" for count in range(len(ids))]
    finally:
        stop.set()
        thread.join()
    assert run("doctor", "--data-dir", tmp_path / "restored-4").exit_code == 0


def test_a_file_is_replaced_by_force_only(run: Run, shared_data: Path, copy: Path) -> None:
    copy.write_bytes(b"mine")
    refused = run("backup", copy, "--data-dir", shared_data)
    assert (refused.exit_code, copy.read_bytes()) == (2, b"mine")
    assert refused.stderr == f"Error: {copy} exists already; --force replaces it.\n"
    assert run("backup", copy, "--force", "--data-dir", shared_data).exit_code == 0
    assert copy.read_bytes().startswith(b"SQLite format 3")


def test_the_index_itself_is_no_place_for_a_copy(run: Run, own_data: Path, tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(own_data)
    for name in (FILE_NAME, f"{FILE_NAME}-wal"):
        result = run("backup", tmp_path / "link" / name, "--force", "--data-dir", own_data)
        assert (result.exit_code, "is the index itself" in result.stderr) == (2, True)
    assert run("doctor", "--data-dir", own_data).exit_code == 0


@pytest.mark.parametrize("command", ["backup", "restore"])
def test_articles_that_are_elsewhere(
    run: Run, copy: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    """A data directory would be one that nobody reads."""
    monkeypatch.setenv("CITEQA_STORE", "milvus")
    result = run(command, copy, "--data-dir", tmp_path / "new")
    assert (result.exit_code, (tmp_path / "new").exists()) == (2, False)
    assert result.stderr == (
        "Error: This works on a data directory, and the articles are kept in Milvus.\n"
    )


def test_no_index_is_made_where_there_is_none(run: Run, tmp_path: Path) -> None:
    result = run("backup", tmp_path / "copy.sqlite", "--data-dir", tmp_path / "typo")
    assert (result.exit_code, list(tmp_path.iterdir())) == (2, [])
    assert result.stderr == f"Error: There is no index in {tmp_path / 'typo'}.\n"


_FULL = """
import resource, sys
from service.cli import main
resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, 200_000))
main(["backup", sys.argv[1], "--data-dir", sys.argv[2]])
"""


def test_a_full_disk_leaves_nothing(shared_data: Path, tmp_path: Path) -> None:
    file = tmp_path / "copy.sqlite"
    command = [sys.executable, "-c", _FULL, file, shared_data]
    result = subprocess.run(command, check=False, capture_output=True, text=True)
    assert (result.returncode, list(tmp_path.iterdir())) == (2, [])
    assert result.stderr.startswith(f"Error: Cannot write {file}: ")
    assert result.stderr.count("\n") == 1


def test_an_interrupted_copy_leaves_nothing(own_data: Path, tmp_path: Path) -> None:
    def interrupt(done: int, total: int) -> None:
        raise KeyboardInterrupt

    folder = tmp_path / "backups"
    folder.mkdir()
    with pytest.raises(KeyboardInterrupt):
        back_up(ArticleStore(Database(own_data)), folder / "copy.sqlite", interrupt)
    assert list(folder.iterdir()) == []


def test_a_damaged_index_is_not_copied(run: Run, own_data: Path, tmp_path: Path) -> None:
    with closing(sqlite3.connect(own_data / FILE_NAME)) as connection:
        connection.execute("PRAGMA journal_mode = DELETE")  # what is in the log goes into it
    damaged(own_data / FILE_NAME)
    result = run("backup", tmp_path / "copy.sqlite", "--data-dir", own_data)
    assert (result.exit_code, (tmp_path / "copy.sqlite").exists()) == (2, False)
    assert result.stderr.startswith("Error: The index is damaged, and was not copied: ")
    assert result.stderr.count("\n") == 1


def test_a_folder_with_something_in_it(run: Run, copy: Path, own_data: Path) -> None:
    engine(own_data).delete("sommet-lome")
    refused = run("restore", copy, "--data-dir", own_data)
    assert refused.exit_code == 2
    assert refused.stderr == (
        f"Error: {own_data} is not empty; --force replaces the index in it.\n"
    )
    assert len(engine(own_data).store.ids()) == 11


@pytest.fixture
def smaller(own_data: Path) -> Path:
    """A data directory that nobody has open, with one article and what derives from it."""
    other = engine(own_data)
    for article_id in list(other.store.ids())[1:]:
        other.delete(article_id)
    other.store.close()
    for name in ("generations", "reindex.tmp"):
        (own_data / name / "old").mkdir(parents=True)
    (own_data / "notes.txt").write_text("mine")
    return own_data


@pytest.mark.parametrize("broken", [False, True])
def test_by_force_an_index_is_replaced(
    run: Run, copy: Path, smaller: Path, shared_data: Path, broken: bool
) -> None:
    if broken:
        (smaller / FILE_NAME).write_bytes(b"no database at all" * 100)
        (smaller / f"{FILE_NAME}-wal").write_bytes(b"an old log")
    result = run("restore", copy, "--force", "--data-dir", smaller)
    assert (result.exit_code, result.stdout) == (0, "12 articles, 59 passages\n")
    assert (smaller / "notes.txt").read_text() == "mine"
    assert not any((smaller / name / "old").exists() for name in ("generations", "reindex.tmp"))
    assert replies(run, smaller) == replies(run, shared_data)
    assert run("doctor", "--data-dir", smaller).exit_code == 0


def test_an_index_in_use_is_not_replaced(run: Run, copy: Path, smaller: Path) -> None:
    server = engine(smaller)
    assert server.state().articles == 1
    result = run("restore", copy, "--force", "--data-dir", smaller)
    assert (result.exit_code, "is in use; stop" in result.stderr) == (2, True)
    assert server.state().articles == 1
    assert (smaller / "generations" / "old").exists()
    assert not (smaller / FOLDER).exists()


def damaged(copy: Path) -> None:
    with copy.open("r+b") as file:
        file.seek(-20_000, os.SEEK_END)
        file.write(b"\xff" * 8192)


def cut(copy: Path) -> None:
    os.truncate(copy, copy.stat().st_size // 2)


def text(copy: Path) -> None:
    copy.write_text("Le pont a rouvert lundi.")


def nothing(copy: Path) -> None:
    copy.write_bytes(b"")


def somebody_elses(copy: Path) -> None:
    copy.unlink()
    with closing(sqlite3.connect(copy)) as connection:
        connection.execute("CREATE TABLE articles (id TEXT)")


def newer(copy: Path) -> None:
    with closing(sqlite3.connect(copy)) as connection, connection:
        connection.execute("UPDATE facts SET value = '99' WHERE name = 'schema'")


@pytest.mark.parametrize(
    ("spoil", "reason"),
    [
        (damaged, "is damaged: "),
        (cut, "is damaged: "),
        (text, "is no backup of citeqa"),
        (nothing, "is no backup of citeqa"),
        (somebody_elses, "is no backup of citeqa"),
        (newer, "was made by a newer citeqa: its schema is 99, here it is "),
    ],
)
def test_what_is_no_good_backup_changes_nothing(
    run: Run, copy: Path, smaller: Path, spoil: Any, reason: str
) -> None:
    spoil(copy)
    result = run("restore", copy, "--force", "--data-dir", smaller)
    assert result.exit_code == 2
    assert result.stderr.startswith(f"Error: {copy} {reason}")
    assert result.stderr.count("\n") == 1
    assert engine(smaller).state().articles == 1
    assert not (smaller / FOLDER).exists()
    new = copy.with_name("new")
    assert run("restore", copy, "--data-dir", new).exit_code == 2
    assert not new.exists() or list(new.iterdir()) == []


_KILLED = """
import os, signal, sys
from pathlib import Path
from index.store import copying
from index.store.restoring import restore
copying._STEP = 10
restore(Path(sys.argv[1]), Path(sys.argv[2]), lambda *_: os.kill(os.getpid(), signal.SIGKILL))
"""


def test_a_restore_that_was_killed_is_begun_anew(run: Run, copy: Path, tmp_path: Path) -> None:
    data = tmp_path / "new"
    killed = subprocess.run([sys.executable, "-c", _KILLED, copy, data], check=False)
    assert (killed.returncode, (data / FOLDER).exists()) == (-signal.SIGKILL, True)
    assert not (data / FILE_NAME).exists()
    assert run("restore", copy, "--data-dir", data).exit_code == 0
    assert [each.name for each in data.iterdir()] == [FILE_NAME]


def test_a_copy_of_the_folder_is_as_good(run: Run, own_data: Path, tmp_path: Path) -> None:
    """Its log may hold the latest articles."""
    writer = engine(own_data)
    writer.put(Article("neu", "Le pont a rouvert lundi."))
    folder = Path(shutil.copytree(own_data, tmp_path / "copied"))
    assert (folder / f"{FILE_NAME}-wal").stat().st_size > 0
    result = run("restore", folder / FILE_NAME, "--data-dir", tmp_path / "new")
    assert result.stdout.startswith("13 articles, ")


def test_while_another_process_indexes(run: Run, own_data: Path, tmp_path: Path) -> None:
    """The copy is one moment's, though another process adds article after article."""
    for number in range(30):
        (tmp_path / f"{number}.txt").write_text(f"Le pont {number} a rouvert.", encoding="utf-8")
    command = [Path(sys.executable).with_name("citeqa"), "index", tmp_path, "--data-dir", own_data]
    indexing = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    count = 0
    while indexing.poll() is None:
        count += 1
        assert run("backup", tmp_path / f"{count}.db", "--data-dir", own_data).exit_code == 0
        time.sleep(0.1)
    assert indexing.returncode == 0 and count > 1
    last = run("backup", tmp_path / "last.db", "--data-dir", own_data)
    assert last.stdout.startswith("42 articles, ")
