"""Writing documents into the tables, inside a transaction of the caller's."""

import sqlite3

from haystack import Document
from haystack.document_stores.errors import DuplicateDocumentError
from haystack.document_stores.types import DuplicatePolicy

from index.store.rows import meta_json, pack, unpack
from index.text.terms import terms


def must_fit(connection: sqlite3.Connection, documents: list[Document]) -> None:
    """:raises ValueError: when the embeddings, stored and new, differ in dimension."""
    row = connection.execute("SELECT embedding FROM vectors LIMIT 1").fetchone()
    sizes = {len(doc.embedding) for doc in documents if doc.embedding is not None}
    if row and sizes:
        sizes.add(len(unpack(row[0])))
    if len(sizes) > 1:
        raise ValueError(f"Embeddings must have one dimension, not {sorted(sizes)}.")


def write(connection: sqlite3.Connection, document: Document, policy: DuplicatePolicy) -> bool:
    """Write one document as ``policy`` says; returns whether it was written.

    :raises DuplicateDocumentError: when the id is in use and ``policy`` forbids that.
    """
    taken = connection.execute("SELECT 1 FROM passages WHERE id = ?", (document.id,)).fetchone()
    if taken and policy == DuplicatePolicy.SKIP:
        return False
    if taken and policy != DuplicatePolicy.OVERWRITE:
        raise DuplicateDocumentError(f"There is a document with the id {document.id!r} already.")
    if taken:
        connection.execute("DELETE FROM passages WHERE id = ?", (document.id,))
    insert(connection, document)
    return True


def insert(
    connection: sqlite3.Connection, document: Document, article_id: str | None = None
) -> None:
    """Insert a document whose id is free, as a passage of ``article_id`` when given."""
    cursor = connection.execute(
        "INSERT INTO passages (id, article_id, meta, content) VALUES (?, ?, ?, ?)",
        (document.id, article_id, meta_json(document.meta), document.content),
    )
    embedding = pack(document.embedding)
    if embedding is not None:
        row = (cursor.lastrowid, embedding)
        connection.execute("INSERT INTO vectors (number, embedding) VALUES (?, ?)", row)
    words = (cursor.lastrowid, " ".join(index_terms(document)))
    connection.execute("INSERT INTO terms (number, words) VALUES (?, ?)", words)


def update_meta(connection: sqlite3.Connection, document_id: str, document: Document) -> None:
    """Replace the document by one with other metadata. It gets a new row: what is derived
    from rows relies on their never changing."""
    sql = "SELECT article_id FROM passages WHERE id = ?"
    article_id = connection.execute(sql, (document_id,)).fetchone()[0]
    connection.execute("DELETE FROM passages WHERE id = ?", (document_id,))
    insert(connection, document, article_id)


def index_terms(document: Document) -> list[str]:
    """The terms that a document is found by: those of its title, then of its content."""
    language = document.meta.get("language")
    language = language if isinstance(language, str) else None
    columns = (str(document.meta.get("title") or ""), document.content or "")
    return [term for column in columns for term in terms(column, language)]
