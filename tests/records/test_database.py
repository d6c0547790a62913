"""The file of the service's records under the things that happen to files."""

import os
import shutil
import sqlite3
import stat
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest

from index.errors import StoreBusy, StoreMismatch, StoreUnavailable
from service.records import database
from service.records.database import FILE_NAME, Records
from service.records.migration import VERSION


def count(records: Records) -> int:
    with records.writing() as connection:
        connection.execute(
            "INSERT INTO counters VALUES ('n', 1) "
            "ON CONFLICT (name) DO UPDATE SET value = value + 1"
        )
    return value(records)


def value(records: Records) -> int:
    with records.reading() as connection:
        if connection is None:
            return 0
        row = connection.execute("SELECT value FROM counters WHERE name = 'n'").fetchone()
        return row[0] if row else 0


def test_there_is_no_file_before_something_is_kept(tmp_path: Path) -> None:
    records = Records(tmp_path / "deep" / "data")
    assert value(records) == 0
    assert list(tmp_path.iterdir()) == []
    assert count(records) == 1
    assert {stat.S_IMODE(f.stat().st_mode) for f in records.path.parent.iterdir()} == {0o600}
    with records.reading() as connection:
        assert connection is not None
        assert connection.execute("PRAGMA user_version").fetchone()[0] == VERSION
        assert connection.execute("PRAGMA journal_mode").fetchone()[0] == "wal"
        assert connection.execute("PRAGMA synchronous").fetchone()[0] == 2  # FULL


_FIRST = """
import sys
from pathlib import Path
from service.records.database import Records
from tests.records.test_database import count
sys.stdin.readline()
for _ in range(20):
    count(Records(Path(sys.argv[1])))
"""


def test_several_processes_make_it_at_once(tmp_path: Path) -> None:
    command = [sys.executable, "-c", _FIRST, str(tmp_path / "data")]
    processes = [
        subprocess.Popen(command, stdin=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        for _ in range(4)
    ]
    for process in processes:
        assert process.stdin is not None
        process.stdin.write("\n")
        process.stdin.flush()
    errors = [process.communicate()[1] for process in processes]
    assert errors == [""] * 4
    assert value(Records(tmp_path / "data")) == 80


def test_threads_share_it(tmp_path: Path) -> None:
    records = Records(tmp_path)
    with ThreadPoolExecutor(5) as pool:
        list(pool.map(lambda _: count(records), range(100)))
    assert value(records) == 100


def test_threads_make_it_at_once(tmp_path: Path) -> None:
    for number in range(50):  # what one sees half-made is seen seldom
        records = Records(tmp_path / str(number))
        together = threading.Barrier(4)
        with ThreadPoolExecutor(4) as pool:
            list(pool.map(lambda _: (together.wait(), count(records)), range(4)))  # noqa: B023
        assert value(records) == 4


def test_a_change_is_whole_or_not_there(tmp_path: Path) -> None:
    records = Records(tmp_path)
    count(records)
    with pytest.raises(ZeroDivisionError), records.writing() as connection:
        connection.execute("DELETE FROM counters")
        raise ZeroDivisionError
    assert value(records) == 1
    with records.reading(), records.reading() as connection:
        assert connection is not None


@pytest.mark.parametrize(
    "content", [b"not a database " * 500, b"SQLite format 3\0" + b"\xff" * 8000]
)
def test_a_damaged_file(tmp_path: Path, content: bytes) -> None:
    records = Records(tmp_path)
    records.path.write_bytes(content)
    for use in (value, count):
        with pytest.raises(StoreUnavailable, match=FILE_NAME):
            use(records)
    assert records.path.read_bytes() == content


@pytest.mark.parametrize(
    ("sql", "words"),
    [(f"PRAGMA user_version = {VERSION + 1}", "newer"), ("CREATE TABLE t (x)", "not made by")],
)
def test_a_file_of_somebody_else(tmp_path: Path, sql: str, words: str) -> None:
    with closing(sqlite3.connect(tmp_path / FILE_NAME)) as other:
        other.execute(sql)
        other.commit()
    for use in (value, count):
        with pytest.raises(StoreMismatch, match=words):
            use(Records(tmp_path))


def test_an_empty_file_was_cut_short_when_it_was_made(tmp_path: Path) -> None:
    (tmp_path / FILE_NAME).touch()
    assert value(Records(tmp_path)) == 0
    assert count(Records(tmp_path)) == 1


def test_a_folder_that_cannot_be_used(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(StoreUnavailable):
        count(Records(tmp_path / "file" / "data"))
    (tmp_path / FILE_NAME).mkdir()
    for use in (value, count):
        with pytest.raises(StoreUnavailable, match=FILE_NAME):
            use(Records(tmp_path))


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write into any folder")
def test_a_folder_that_is_read_only(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(StoreUnavailable, match="Permission denied"):
        count(Records(tmp_path))


def test_a_file_that_is_removed_is_not_begun_anew(tmp_path: Path) -> None:
    """Another one would have no keys, and be open to everybody."""
    records = Records(tmp_path)
    count(records)
    for file in tmp_path.iterdir():
        file.unlink()
    for use in (value, count):
        with pytest.raises(StoreUnavailable, match="is gone"):
            use(records)
    assert list(tmp_path.iterdir()) == []
    assert count(Records(tmp_path)) == 1, "after a start it is"
    assert count(records) == 2


def test_a_file_that_takes_its_place(tmp_path: Path) -> None:
    records, other = Records(tmp_path / "a"), Records(tmp_path / "b")
    count(records)
    for _ in range(5):
        count(other)
    other.erase()
    shutil.copy(other.path, tmp_path / "new")
    (tmp_path / "new").replace(records.path)
    for suffix in ("-wal", "-shm"):
        records.path.with_name(FILE_NAME + suffix).unlink(missing_ok=True)
    assert (value(records), count(records), count(other)) == (5, 6, 6)


def test_a_forked_process_has_its_own_connection(tmp_path: Path) -> None:
    records = Records(tmp_path)
    count(records)
    if not (pid := os.fork()):
        os._exit(count(records))
    _, status = os.waitpid(pid, 0)
    assert os.waitstatus_to_exitcode(status) == 2
    assert count(records) == 3
    with closing(sqlite3.connect(records.path)) as checked:
        assert checked.execute("PRAGMA integrity_check").fetchone()[0] == "ok"


def test_another_writer_is_waited_for_but_by_a_note_only_for_a_moment(tmp_path: Path) -> None:
    records, other = Records(tmp_path, busy_seconds=0.05), Records(tmp_path)
    count(records)
    with other.writing():
        with pytest.raises(StoreBusy):
            count(records)
        with pytest.raises(StoreBusy), records.noting():
            pass
        assert value(records) == 1
    with records.noting() as connection:
        connection.execute("UPDATE counters SET value = 9")
    assert value(other) == 9
    with records.reading() as connection:
        assert connection is not None
        assert connection.execute("PRAGMA synchronous").fetchone()[0] == 2
        assert connection.execute("PRAGMA busy_timeout").fetchone()[0] == 50


def test_what_is_deleted_is_nowhere(tmp_path: Path) -> None:
    records = Records(tmp_path)
    secret = "Une question que personne ne doit retrouver"
    with records.writing() as connection:
        connection.execute("INSERT INTO counters VALUES (?, 1)", (secret,))
    with records.writing() as connection:
        connection.execute("DELETE FROM counters")
    records.erase()
    assert all(secret.encode() not in file.read_bytes() for file in tmp_path.iterdir())


@pytest.mark.parametrize("note", [False, True])
def test_what_a_reader_holds_back_goes_with_the_next_write(tmp_path: Path, note: bool) -> None:
    records, reader = Records(tmp_path, busy_seconds=3600), Records(tmp_path)
    secret = b"Une question"
    with records.writing() as connection:
        connection.execute("INSERT INTO counters VALUES (?, 1)", (secret.decode(),))
    with reader.reading() as reading:
        assert reading is not None
        reading.execute("SELECT * FROM counters").fetchall()
        with records.writing() as connection:
            connection.execute("DELETE FROM counters")
        records.erase()
        assert any(secret in file.read_bytes() for file in tmp_path.iterdir())
    with records.noting() if note else records.writing() as connection:
        connection.execute("INSERT INTO counters VALUES ('x', 1)")
    assert not any(secret in file.read_bytes() for file in tmp_path.iterdir())


def test_a_file_that_takes_its_place_while_it_is_opened(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    records, other = Records(tmp_path / "data"), Records(tmp_path / "other")
    for each in (records, other, other):
        count(each)
    records.close()
    other.close()
    connect = Records._connect

    def late(self: Records) -> sqlite3.Connection:
        monkeypatch.undo()
        connection = connect(self)
        other.path.replace(self.path)
        return connection

    monkeypatch.setattr(Records, "_connect", late)
    value(records)  # of whichever
    assert value(records) == 2


def test_what_is_to_be_erased_while_it_is_done_is_erased_next(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    records = Records(tmp_path)
    count(records)
    truncated = database._truncated
    done: list[bool] = []

    def busy(connection: sqlite3.Connection) -> bool:
        done.append(truncated(connection))
        if len(done) == 1:
            # Another thread has deleted something, and somebody reads.
            monkeypatch.setattr(database, "_truncated", lambda _: False)
            with ThreadPoolExecutor(1) as pool:
                pool.submit(records.erase).result()
            monkeypatch.setattr(database, "_truncated", busy)
        return done[-1]

    monkeypatch.setattr(database, "_truncated", busy)
    records.erase()
    assert done == [True]
    count(records)
    assert done == [True, True]
    count(records)
    assert done == [True, True]
