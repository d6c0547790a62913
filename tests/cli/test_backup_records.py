"""The records beside the index in `citeqa backup` and `citeqa restore`."""

import gc
import stat
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from index.curated.entry import CuratedAnswer, Source
from index.errors import StoreBusy
from service.records import backup
from service.records.curated import CuratedBook
from service.records.database import FILE_NAME, Records
from service.records.keys import ApiKeys
from service.records.scope import Scope
from tests.cli.conftest import Run


def book(data: Path) -> CuratedBook:
    return CuratedBook(Records(data))


def put(data: Path, answer: str) -> None:
    book(data).put([CuratedAnswer("a", ("Qui ?",), answer, Source("t"))])
    gc.collect()


def kept(data: Path) -> list[str]:
    answers = [entry.answer for entry in book(data).page(9, None).entries]
    gc.collect()  # of a process that has the records open, none is left
    return answers


@pytest.fixture
def copy(run: Run, own_data: Path, tmp_path: Path) -> Path:
    put(own_data, "Moi.")
    file = tmp_path / "copy.sqlite"
    result = run("backup", file, "--data-dir", own_data)
    assert (result.exit_code, result.stdout) == (0, "12 articles, 59 passages, and the records\n")
    return file


def test_they_come_back(run: Run, copy: Path, own_data: Path, tmp_path: Path) -> None:
    beside = copy.with_name("copy.sqlite.records")
    assert stat.S_IMODE(beside.stat().st_mode) == 0o600
    assert sorted(tmp_path.glob("copy*")) == [copy, beside]
    restored = tmp_path / "restored"
    result = run("restore", copy, "--data-dir", restored)
    assert (result.exit_code, result.stdout) == (0, "12 articles, 59 passages, and the records\n")
    assert kept(restored) == ["Moi."]
    assert stat.S_IMODE((restored / FILE_NAME).stat().st_mode) == 0o600
    put(restored, "Toi.")
    assert run("restore", copy, "--force", "--data-dir", restored).exit_code == 0
    assert kept(restored) == ["Moi."]
    assert kept(own_data) == ["Moi."]


def test_a_key_that_was_revoked_since_stays_revoked(run: Run, own_data: Path, copy: Path) -> None:
    keys = ApiKeys(Records(own_data))
    tokens = [keys.create(name, Scope.ASK)[1] for name in ("lost", "good")]
    run("backup", copy, "--force", "--data-dir", own_data)
    revoked = keys.revoke(tokens[0].id).revoked
    del keys
    gc.collect()
    result = run("restore", copy, "--force", "--data-dir", own_data)
    assert result.exit_code == 0, result.stderr
    assert result.stdout.splitlines()[1] == "1 keys that were revoked since stay revoked"
    keys = ApiKeys(Records(own_data))
    assert [bool(keys.check(str(token))) for token in tokens] == [False, True]
    assert [key.revoked for key in keys.all() if key.name == "lost"] == [revoked]


def test_a_key_that_is_revoked_meanwhile_stays_revoked(
    own_data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keys = ApiKeys(Records(own_data))
    key, token = keys.create("lost", Scope.ASK)
    file = tmp_path / "copy.sqlite"
    assert backup.back_up_records(own_data, file)
    del keys
    gc.collect()
    copied = backup.copy

    def slow(*arguments: Any) -> None:
        copied(*arguments)
        with closing(Records(own_data)) as records:
            ApiKeys(records).revoke(key.id)

    monkeypatch.setattr(backup, "copy", slow)
    assert backup.restore_records(file, own_data) == 1
    assert ApiKeys(Records(own_data)).check(str(token)) is None


def test_whoever_comes_while_they_are_replaced_is_told_to_wait(
    own_data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(own_data, "Moi.")
    file = tmp_path / "copy.sqlite"
    assert backup.back_up_records(own_data, file)
    replaced = backup.put

    def watched(*arguments: Any) -> None:
        with pytest.raises(StoreBusy), closing(Records(own_data, busy_seconds=0)) as records:
            CuratedBook(records).page(9, None)
        replaced(*arguments)
        with pytest.raises(StoreBusy), closing(Records(own_data, busy_seconds=0)) as records:
            CuratedBook(records).page(9, None)

    for answer in ("Toi.", "Nous."):
        put(own_data, answer)
        monkeypatch.setattr(backup, "put", watched)
        assert backup.restore_records(file, own_data) == 0
        assert kept(own_data) == ["Moi."]


def test_without_a_copy_they_stay(run: Run, copy: Path, tmp_path: Path) -> None:
    restored = tmp_path / "restored"
    run("restore", copy, "--data-dir", restored)
    copy.with_name("copy.sqlite.records").unlink()
    result = run("restore", copy, "--force", "--data-dir", restored)
    assert (result.exit_code, kept(restored)) == (0, ["Moi."])
    assert result.stdout == "12 articles, 59 passages\n"


@pytest.mark.parametrize("content", [b"SQLite format 3\0" + b"\xff" * 5000, b"something else", b""])
def test_a_damaged_copy_changes_nothing(
    run: Run, copy: Path, own_data: Path, tmp_path: Path, content: bytes
) -> None:
    copy.with_name("copy.sqlite.records").write_bytes(content)
    result = run("restore", copy, "--force", "--data-dir", own_data)
    assert result.exit_code == 2
    assert "copy.sqlite.records" in result.stderr
    assert run("restore", copy, "--data-dir", tmp_path / "new").exit_code == 2
    assert not (tmp_path / "new").exists()
    assert kept(own_data) == ["Moi."]


def test_neither_file_is_replaced_unasked(
    run: Run, copy: Path, own_data: Path, tmp_path: Path
) -> None:
    copy.unlink()
    result = run("backup", copy, "--data-dir", own_data)
    assert (result.exit_code, copy.exists()) == (2, False)
    assert "copy.sqlite.records exists already" in result.stderr
    put(own_data, "Toi.")
    assert run("backup", copy, "--force", "--data-dir", own_data).exit_code == 0
    assert run("restore", copy, "--data-dir", tmp_path / "new").exit_code == 0
    assert kept(tmp_path / "new") == ["Toi."]


def test_records_in_use_are_not_replaced(run: Run, copy: Path, own_data: Path) -> None:
    with Records(own_data).reading():
        result = run("restore", copy, "--force", "--data-dir", own_data)
    assert result.exit_code == 2
    assert "is in use" in result.stderr
    put(own_data, "Toi.")
    assert kept(own_data) == ["Toi."]
