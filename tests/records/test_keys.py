"""Keys: what is stored, what opens something, and for how long."""

import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from service.records.api_key import Token
from service.records.database import FILE_NAME, Records
from service.records.keys import LONGEST_DAYS, ApiKeys, KeyInvalid, KeyNotFound
from service.records.scope import Scope


@pytest.fixture
def keys(tmp_path: Path) -> ApiKeys:
    return ApiKeys(Records(tmp_path))


def set_(folder: Path, change: str) -> None:
    connection = sqlite3.connect(folder / FILE_NAME)
    with connection:
        connection.execute(f"UPDATE keys SET {change}")
    connection.close()


def everything_in(folder: Path) -> Iterator[bytes]:
    return (file.read_bytes() for file in folder.iterdir())


def test_a_key_opens_and_its_secret_is_nowhere(keys: ApiKeys, tmp_path: Path) -> None:
    made, token = keys.create("robot d’accueil", Scope.WRITE)

    found = keys.check(str(token))

    assert found is not None
    assert (found.id, found.name, found.scope) == (made.id, "robot d’accueil", Scope.WRITE)
    assert not any(token.secret.encode() in content for content in everything_in(tmp_path))
    assert token.secret not in repr(token) + repr(found)
    assert (tmp_path / FILE_NAME).stat().st_mode & 0o777 == 0o600


def test_two_keys_are_two_keys(keys: ApiKeys) -> None:
    tokens = [keys.create("same name", Scope.ASK)[1] for _ in range(3)]

    assert len({token.id for token in tokens}) == len({token.secret for token in tokens}) == 3
    assert all(len(bytes.fromhex(token.secret)) == 32 for token in tokens)
    mixed = Token(tokens[0].id, tokens[1].secret)
    assert keys.check(str(mixed)) is None


@pytest.mark.parametrize(
    "change",
    [
        lambda text: "",
        lambda text: text[:-1],
        lambda text: text + "0",
        lambda text: text + "\n",
        lambda text: " " + text,
        lambda text: text.upper(),
        lambda text: text.replace("cqa_", "sk-"),
        lambda text: text[:-1] + ("1" if text[-1] == "0" else "0"),
        lambda text: text[:4] + "0" * 12 + text[16:],
        lambda text: text + "' OR 1=1 --",
    ],
)
def test_what_is_not_the_key_opens_nothing(keys: ApiKeys, change) -> None:
    _, token = keys.create("bot", Scope.ADMIN)
    assert keys.check(str(token))
    assert keys.check(change(str(token))) is None


def test_a_revoked_key_opens_nothing_in_any_process_and_stays_in_the_list(
    keys: ApiKeys, tmp_path: Path
) -> None:
    key, token = keys.create("bot", Scope.ASK)
    elsewhere = ApiKeys(Records(tmp_path))
    assert elsewhere.check(str(token))

    first = keys.revoke(key.id)
    again = keys.revoke(key.id)

    assert elsewhere.check(str(token)) is None
    assert elsewhere.valid() == []
    assert elsewhere.exist()
    assert first.revoked is not None
    assert again == first
    assert elsewhere.all() == [first]


def test_a_key_ends_when_its_days_are_over(keys: ApiKeys, tmp_path: Path) -> None:
    key, token = keys.create("bot", Scope.ASK, days=30)
    assert key.expires is not None
    lasts = datetime.fromisoformat(key.expires) - datetime.fromisoformat(key.created)
    assert lasts == timedelta(days=30)
    assert keys.check(str(token))

    set_(tmp_path, f"expires = '{(datetime.now(UTC) - timedelta(seconds=1)).isoformat()}'")

    assert keys.check(str(token)) is None
    assert keys.valid() == []
    assert keys.exist()


def test_the_day_of_the_last_use_is_noted(keys: ApiKeys, tmp_path: Path) -> None:
    _, token = keys.create("bot", Scope.ASK)
    assert [key.last_used for key in keys.all()] == [None]

    keys.check(str(token))
    today = datetime.now(UTC).date().isoformat()
    assert [key.last_used for key in keys.all()] == [today]

    set_(tmp_path, "last_used = '2020-01-01'")
    keys.check(str(token))
    assert [key.last_used for key in keys.all()] == [today]


def test_a_failed_attempt_is_no_use(keys: ApiKeys) -> None:
    key, _ = keys.create("bot", Scope.ASK)
    keys.check(str(Token(key.id, Token.new().secret)))
    assert [key.last_used for key in keys.all()] == [None]


def test_a_writer_at_work_keeps_nobody_out(tmp_path: Path) -> None:
    keys = ApiKeys(Records(tmp_path, busy_seconds=3600))  # only a note waits for less
    _, token = keys.create("bot", Scope.ASK)
    writer = sqlite3.connect(tmp_path / FILE_NAME, isolation_level=None)
    writer.execute("BEGIN IMMEDIATE")
    try:
        assert keys.check(str(token))
    finally:
        writer.close()


def test_looking_makes_no_file(keys: ApiKeys, tmp_path: Path) -> None:
    assert keys.all() == keys.valid() == []
    assert not keys.exist()
    assert keys.check(str(Token.new())) is None
    with pytest.raises(KeyNotFound, match="There is no key 'x'"):
        keys.revoke("x")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["", "   ", "a\nb", "a" * 101, "a\u202eb", "\ud800", "\x1b[31m"])
def test_names_that_cannot_be_shown(keys: ApiKeys, name: str) -> None:
    with pytest.raises(KeyInvalid, match="name"):
        keys.create(name, Scope.ASK)


@pytest.mark.parametrize("days", [0, -1, LONGEST_DAYS + 1])
def test_days_that_cannot_be(keys: ApiKeys, days: int) -> None:
    with pytest.raises(KeyInvalid, match="expires"):
        keys.create("bot", Scope.ASK, days)


def test_each_scope_includes_those_before_it() -> None:
    included = {scope: [other for other in Scope if scope.includes(other)] for scope in Scope}
    assert included == {
        Scope.ASK: ["ask"],
        Scope.WRITE: ["ask", "write"],
        Scope.ADMIN: ["ask", "write", "admin"],
    }
