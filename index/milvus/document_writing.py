"""Writing documents that belong to no article, as Haystack's components do."""

from collections import defaultdict

from haystack import Document
from haystack.document_stores.errors import DuplicateDocumentError
from haystack.document_stores.types import DuplicatePolicy

from index.milvus.cluster import Cluster, Row
from index.milvus.documents import ID, collection_of, exact_id, row_for, write_rows
from index.milvus.fitting import must_fit
from index.milvus.portions import portions
from index.milvus.stamp import number
from index.milvus.tokens import that_count

#: Ids looked up in one expression.
_AT_ONCE = 200

#: A row's collection and id.
Place = tuple[str, str]


def write(cluster: Cluster, documents: list[Document], policy: DuplicatePolicy) -> int:
    """Write the documents as ``policy`` says; returns how many.

    :raises ValueError: when they do not fit what is stored.
    :raises DuplicateDocumentError: when an id is in use and ``policy`` forbids that.
    """
    former = places(cluster, [document.id for document in documents])
    chosen, written = _chosen(documents, set(former), policy)
    rows: dict[str, list[Row]] = defaultdict(list)
    first = number()
    for place, document in enumerate(chosen, start=first):
        rows[collection_of(document)].append(row_for(document, place))
    must_fit(cluster, rows)
    for collection, own in rows.items():
        write_rows(cluster, collection, own)
    new = {(collection, row["id"]) for collection, own in rows.items() for row in own}
    for document in chosen:
        for collection, row_id in former.get(document.id, set()) - new:
            cluster.delete(collection, [row_id])
    return written


def places(cluster: Cluster, document_ids: list[str]) -> dict[str, set[Place]]:
    """Where there are documents with these ids, as passages or by themselves."""
    named = {exact_id(document_id): document_id for document_id in document_ids}
    found: dict[str, set[Place]] = defaultdict(set)
    for some in portions(named, _AT_ONCE):
        where = " or ".join(f'(keys["{ID}"] == "{name}")' for name in some)
        for collection in cluster.collections.of_passages():
            for page in cluster.pages(collection, f"({where})", ["article", "token", "keys"]):
                for row in that_count(cluster, page):
                    found[named[row["keys"][ID]]].add((collection, row["id"]))
    return found


def _chosen(
    documents: list[Document], taken: set[str], policy: DuplicatePolicy
) -> tuple[list[Document], int]:
    """The documents that are to be written, one for each id, and how many were asked for."""
    chosen: dict[str, Document] = {}
    written = 0
    for document in documents:
        if document.id in taken and policy == DuplicatePolicy.SKIP:
            continue
        if document.id in taken and policy != DuplicatePolicy.OVERWRITE:
            name = document.id
            raise DuplicateDocumentError(f"There is a document with the id {name!r} already.")
        taken.add(document.id)
        chosen.pop(document.id, None)  # what is written last is also the last in order
        chosen[document.id] = document
        written += 1
    return list(chosen.values()), written
