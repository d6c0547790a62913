"""Haystack documents as rows of ``passages_…``, and back."""

import json
from collections.abc import Sequence
from typing import Any

from haystack import Document

from index.milvus import vectors
from index.milvus.bodies import packed, unpacked
from index.milvus.cluster import Cluster
from index.milvus.keys import column_key, keys
from index.milvus.layout import LONGEST
from index.milvus.sortable import digest, text
from index.text.terms import terms

#: Document fields that filters ask of columns instead of ``meta``.
COLUMNS = {"id": "id", "content": "content"}
#: The entry of ``keys`` with the id to the letter: filters take ids for dates that look so.
ID = column_key("id to the letter")
#: What a document is read from.
READ = ("number", "article", "token", "body")


def row_id(document_id: str, token: str = "") -> str:
    """Unlike for each writing of an article: the old passages stay while new ones come."""
    return f"{token}:{digest(document_id)}"


def exact_id(document_id: str) -> str:
    """What the entry ``ID`` says for a document."""
    return text(document_id)


def collection_of(document: Document) -> str:
    """Vectors of unlike dimension cannot be in one collection; ``passages_0`` is for none."""
    return f"passages_{len(document.embedding or ())}"


def row_for(
    document: Document, number: int, article_id: str = "", token: str = ""
) -> dict[str, Any]:
    """The row of a document, as a passage of ``article_id`` when given.

    :raises ValueError: when it is no JSON, or too large.
    """
    embedding = document.embedding
    original = vectors.original(embedding) if embedding is not None else None
    columns = {"id": document.id, "content": document.content}
    return {
        "id": row_id(document.id, token),
        "number": number,
        "article": article_id,
        "token": token,
        "body": packed([document.id, document.content, document.meta, original]),
        "keys": fitting(keys(columns, document.meta) | {ID: exact_id(document.id)}),
        "vector": vectors.unit(embedding or []),
        "terms": _index_terms(document),
    }


def write_rows(cluster: Cluster, collection: str, rows: Sequence[dict[str, Any]]) -> None:
    """Write rows of documents, in place of those that have their ids."""
    cluster.collections.ensure(collection)
    if not cluster.collections.has_terms(collection):
        rows = [{name: row[name] for name in row.keys() - {"terms"}} for row in rows]
    cluster.upsert(collection, rows)


def read_document(row: dict[str, Any], size: int = 0) -> Document:
    """The document of a row that has ``READ``, with its embedding of ``size`` numbers when
    it has ``vector``."""
    document_id, content, meta, original = unpacked(row["body"])
    embedding = vectors.restored(row["vector"], original, size) if size else None
    return Document(
        id=document_id,
        content=content,
        meta=meta,
        embedding=embedding if "vector" in row else None,
        score=row.get("score"),
    )


def _index_terms(document: Document) -> str:
    """What BM25 searches: the title's and the content's words, stemmed."""
    language = document.meta.get("language")
    language = language if isinstance(language, str) else None
    parts = (str(document.meta.get("title") or ""), document.content or "")
    words = " ".join(word for part in parts for word in terms(part, language))
    return words.encode()[:LONGEST].decode(errors="ignore")


def fitting(entries: dict[str, str]) -> dict[str, str]:
    """:raises ValueError: when there are more fields than a column holds."""
    if len(json.dumps(entries)) > LONGEST:
        raise ValueError("The metadata has more fields than Milvus can filter by.")
    return entries
