"""The keys of the API: made, listed, revoked and checked."""

import re
import sqlite3
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any

from index.errors import CiteqaError, StoreBusy, StoreUnavailable
from service.records.api_key import ApiKey, Token
from service.records.database import Records
from service.records.scope import Scope

_COLUMNS = "id, name, scope, created, expires, revoked, last_used"

#: Compared with where no key has the id, so that it takes the same time.
_NOBODY = bytes(32)

_NAME = re.compile(r"[^\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]{1,100}")

LONGEST_DAYS = 36_500


class KeyInvalid(CiteqaError):
    """A key cannot be made like this."""


class KeyNotFound(CiteqaError):
    """No key has this id."""

    def __init__(self, key_id: str) -> None:
        super().__init__(f"There is no key {key_id!r}; 'citeqa keys list' lists them.")


class ApiKeys:
    """The table ``keys``. Nothing is kept in memory: what one process changes holds in every
    other from its next request on."""

    def __init__(self, records: Records) -> None:
        self._records = records

    def create(self, name: str, scope: Scope, days: int | None = None) -> tuple[ApiKey, Token]:
        """A new key, and its token, which cannot be had again.

        ``days``: how long it is valid, 1 to 36,500; for good without.

        :raises KeyInvalid: for a name that is empty, longer than 100 characters or has
            control characters, and for other ``days``.
        """
        if not _NAME.fullmatch(name) or not name.strip():
            raise KeyInvalid("A key's name has 1 to 100 characters, none of them invisible.")
        if days is not None and not 1 <= days <= LONGEST_DAYS:
            raise KeyInvalid(f"A key expires in 1 to {LONGEST_DAYS} days.")
        now = datetime.now(UTC)
        expires = None if days is None else _text(now + timedelta(days=days))
        token = Token.new()
        key = ApiKey(token.id, name, scope, _text(now), expires, None, None)
        sql = (
            "INSERT INTO keys (id, name, scope, digest, created, expires) VALUES (?, ?, ?, ?, ?, ?)"
        )
        with self._records.writing() as connection:
            row = (key.id, name, scope.value, token.digest(), key.created, expires)
            connection.execute(sql, row)
        return key, token

    def all(self) -> list[ApiKey]:
        """Every key that was ever made, the oldest first."""
        sql = f"SELECT {_COLUMNS} FROM keys ORDER BY created, id"
        with self._records.reading() as connection:
            return [_key(row) for row in connection.execute(sql)] if connection else []

    def exist(self) -> bool:
        """Whether a key was ever made: one that was revoked or is over counts, so that what
        was closed does not open by itself."""
        with self._records.reading() as connection:
            return connection is not None and bool(
                connection.execute("SELECT EXISTS (SELECT 1 FROM keys)").fetchone()[0]
            )

    def valid(self) -> list[ApiKey]:
        """The keys that open something now."""
        now = datetime.now(UTC)
        return [key for key in self.all() if key.is_valid(now)]

    def revoke(self, key_id: str) -> ApiKey:
        """From now on the key opens nothing; revoked again, it stays as it is.

        :raises KeyNotFound: when there is none.
        """
        change = "UPDATE keys SET revoked = coalesce(revoked, ?) WHERE id = ?"
        if any(key.id == key_id for key in self.all()):
            with self._records.writing() as connection:
                connection.execute(change, (_text(datetime.now(UTC)), key_id))
                found = connection.execute(f"SELECT {_COLUMNS} FROM keys WHERE id = ?", (key_id,))
                return _key(found.fetchone())
        raise KeyNotFound(key_id)

    def check(self, text: str) -> ApiKey | None:
        """The key that ``text`` is the token of; ``None`` unless it is valid now."""
        token = Token.parse(text)
        if token is None:
            return None
        sql = f"SELECT {_COLUMNS}, digest FROM keys WHERE id = ?"
        with self._records.reading() as connection:
            row = connection.execute(sql, (token.id,)).fetchone() if connection else None
        same = token.has(row["digest"] if row else _NOBODY)
        now = datetime.now(UTC)
        if row is None or not same or not (key := _key(row)).is_valid(now):
            return None
        self._note_use(key, now.date().isoformat())
        return key

    def _note_use(self, key: ApiKey, day: str) -> None:
        """Once a day for each key; no request waits long for this, or fails of it."""
        if key.last_used == day:
            return
        with suppress(StoreBusy, StoreUnavailable), self._records.noting() as connection:
            connection.execute("UPDATE keys SET last_used = ? WHERE id = ?", (day, key.id))


def _key(row: sqlite3.Row) -> ApiKey:
    known: dict[str, Any] = {name: row[name] for name in row.keys() if name != "digest"}  # noqa: SIM118
    return ApiKey(**known | {"scope": Scope(row["scope"])})


def _text(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds")
