"""Making the tables, and bringing those of an older version up to date."""

import sqlite3
from collections.abc import Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Protocol

from index.errors import StoreMismatch

SCHEMA_VERSION = 2

_SCHEMA = Path(__file__).with_name("schema.sql")


class Transactions(Protocol):
    """A database whose tables may be of any version, or missing."""

    path: Path

    def reading(self) -> AbstractContextManager[sqlite3.Connection]: ...

    def writing(self) -> AbstractContextManager[sqlite3.Connection]: ...


def bring_up_to_date(database: Transactions) -> None:
    """Make the tables of this version, in one transaction, from what there is.

    :raises StoreMismatch: when a newer version made them, or another program.
    """
    with database.reading() as connection:
        found = _version(connection, database.path)
    if found == SCHEMA_VERSION:
        return
    with database.writing() as connection:
        found = _version(connection, database.path)  # another process may have been faster
        if found == 0:
            _create(connection)
        elif found == 1:
            _from_1(connection)


def _version(connection: sqlite3.Connection, path: Path) -> int:
    """0 for an empty file."""
    tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_schema")}
    if not tables:
        return 0
    row = None
    if "facts" in tables:
        row = connection.execute("SELECT value FROM facts WHERE name = 'schema'").fetchone()
    if row is None or not str(row[0]).isdigit():
        raise StoreMismatch(f"{path} was not made by citeqa.")
    if int(row[0]) > SCHEMA_VERSION:
        raise StoreMismatch(
            f"{path} was made by a newer version of citeqa (schema {row[0]}; this one knows "
            f"{SCHEMA_VERSION})."
        )
    return int(row[0])


def _create(connection: sqlite3.Connection) -> None:
    for statement in statements(_SCHEMA.read_text(encoding="utf-8")):
        connection.execute(statement)
    # The identity tells what is derived from this file from what is derived from another.
    connection.execute(
        "INSERT INTO facts VALUES ('schema', ?), ('identity', hex(randomblob(16))), "
        "('changes', '0'), ('forgotten', '0')",
        (str(SCHEMA_VERSION),),
    )
    connection.execute("INSERT INTO counts VALUES ('articles', 0), ('passages', 0)")


def renew_identity(connection: sqlite3.Connection) -> None:
    """Cut the file's ties to what was derived from it: from here on other articles may get
    the numbers that others have had elsewhere."""
    connection.execute("UPDATE facts SET value = hex(randomblob(16)) WHERE name = 'identity'")
    connection.execute("DELETE FROM facts WHERE name IN ('generation', 'forgettable')")


def _from_1(connection: sqlite3.Connection) -> None:
    """Version 1 kept vectors in the table of passages, and terms in FTS5."""
    for statement in _PUT_ASIDE:
        connection.execute(statement)
    _create(connection)
    for statement in _TAKE_OVER:
        connection.execute(statement)


_OLD = ("facts", "articles", "passages", "removals", "terms")

_PUT_ASIDE = (
    "DROP TRIGGER passage_removed",
    "DROP INDEX articles_by_root",
    "DROP INDEX passages_by_article",
    *(f"ALTER TABLE {table} RENAME TO old_{table}" for table in _OLD),
)

_TAKE_OVER = (
    "INSERT OR REPLACE INTO facts SELECT name, value FROM old_facts WHERE name <> 'schema'",
    "INSERT INTO articles (id, version, recipe, description, root, file, line, passages, "
    "indexed_at, text) SELECT id, version, recipe, description, root, file, line, passages, "
    "indexed_at, text FROM old_articles",
    "INSERT INTO passages (number, id, article_id, meta, content) "
    "SELECT number, id, article_id, meta, content FROM old_passages ORDER BY number",
    "INSERT INTO vectors SELECT number, embedding FROM old_passages "
    "WHERE embedding IS NOT NULL ORDER BY number",
    "INSERT INTO terms SELECT rowid, trim(title || ' ' || content) FROM old_terms ORDER BY rowid",
    "INSERT INTO removals SELECT sequence, number FROM old_removals ORDER BY sequence",
    # A number that was given once is never given again.
    "DELETE FROM sqlite_sequence WHERE name IN ('passages', 'removals')",
    "UPDATE sqlite_sequence SET name = substr(name, 5) WHERE name LIKE 'old\\_%' ESCAPE '\\'",
    "DROP TABLE old_terms",
    "DROP TABLE old_removals",
    "DROP TABLE old_passages",
    "DROP TABLE old_articles",
    "DROP TABLE old_facts",
)


def statements(script: str) -> Iterator[str]:
    """The script's statements; ``executescript`` would commit the transaction first."""
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""
