"""What else Haystack has to keep documents in: its in-memory store, and ``faiss-haystack``.

Both hold every document in memory, in each process, and are loaded from a file as a whole.
"""

import time
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from haystack.document_stores.in_memory import InMemoryDocumentStore

from benchmarks.scale.filters import filters
from benchmarks.scale.memory import own_memory
from benchmarks.scale.processes import apart
from benchmarks.scale.seed import Seed, read_seed
from benchmarks.scale.timing import timed
from benchmarks.tables import Row
from index.store.passage_store import PassageStore

#: Beyond, loading takes minutes and a question seconds.
_LARGEST = 100_000

#: A passage's vector is a list of numbers, 32 bytes each, and stands in a file of JSON that
#: is read as a whole.
_BYTES = 22_000

_DEPTH = 50

#: For each kind of search.
_SECONDS = 8.0

MEMORY, FAISS = "Haystack, in memory", "faiss-haystack"
STORES = ("citeqa", MEMORY, FAISS)


def others(folder: Path, seeds: Path, size: int, most: int) -> list[Row]:
    """Each store with the same passages and questions, in processes of their own."""
    rows = [row for name in STORES for row in _rows(name, folder, seeds, size, most)]
    ours = {_asked(row): float(row["p50 ms"]) for row in rows if row["store"] == STORES[0]}
    for row in rows:
        if "p50 ms" in row:
            row["times citeqa's"] = round(float(row["p50 ms"]) / max(0.01, ours[_asked(row)]), 1)
    return rows


def _asked(row: Row) -> tuple[object, object]:
    return row["search"], row["kept"]


def _rows(name: str, folder: Path, seeds: Path, size: int, most: int) -> list[Row]:
    if name == FAISS and not _has_faiss_haystack():
        return [{"store": name, "remark": "not installed"}]
    if name != "citeqa" and size > _LARGEST:
        needed = f"would take about {size * _BYTES / 1e9:.0f} GB in each process"
        return [{"store": name, "remark": f"not done: {needed}"}]
    file = folder.with_name(f"{folder.name}-{name.replace(' ', '-')}")
    try:
        made = 0.0 if name == "citeqa" else apart(fill, name=name, folder=folder, file=file)
        given = {"name": name, "folder": folder, "file": file, "seeds": seeds}
        found: list[Row] = apart(searched, size=size, most=most, **given)
        return [row | ({"fill s": made} if row is found[0] else {}) for row in found]
    finally:
        for left in file.parent.glob(f"{file.name}*"):
            left.unlink()


def fill(name: str, folder: str, file: str) -> float:
    """In a fresh process: put every passage into the store, and the store into its file;
    returns the seconds."""
    documents = PassageStore(folder).filter_documents()
    begin = time.perf_counter()
    if name == MEMORY:
        memory = InMemoryDocumentStore(embedding_similarity_function="dot_product")
        memory.write_documents(documents)
        memory.save_to_disk(file)
    else:
        store = _faiss(None, len(documents[0].embedding or []))
        store.write_documents(documents)
        store.save(file)
    return round(time.perf_counter() - begin, 1)


def searched(name: str, folder: str, file: str, seeds: str, size: int, most: int) -> list[Row]:
    """In a fresh process: open the store, and search in it."""
    asked = read_seed(Path(seeds))
    before = own_memory()
    begin = time.perf_counter()
    searches = _searches(name, folder, file, asked)
    searches["dense"](0, None)
    opened = round(time.perf_counter() - begin, 2)
    numbers = range(min(most, len(asked.questions)))
    rows: list[Row] = []
    for kind, search in searches.items():
        for kept in ("all", "5%", "3"):
            found = len(search(0, filters(kept, size, 0)))

            def call(n: int, search: Any = search, kept: str = kept) -> Any:
                return search(n, filters(kept, size, 0))

            figures = timed(call, numbers, _SECONDS)
            rows.append({"store": name, "search": kind, "kept": kept, "found": found, **figures})
    rows[0] |= {"open s": opened, "own MB": round((own_memory() - before) / 1e6, 1)}
    return rows


def _searches(
    name: str, folder: str, file: str, asked: Seed
) -> dict[str, Callable[[int, dict[str, Any] | None], list[Any]]]:
    vectors, texts, spoken = (
        asked.question_vectors.tolist(),
        asked.questions,
        asked.question_languages,
    )
    if name == FAISS:
        faiss = _faiss(file, asked.question_vectors.shape[1])
        return {"dense": lambda n, kept: faiss.search(vectors[n], _DEPTH, kept)}
    if name == MEMORY:
        store = InMemoryDocumentStore.load_from_disk(file)
        return {
            "dense": lambda n, kept: store.embedding_retrieval(vectors[n], kept, _DEPTH),
            "bm25": lambda n, kept: store.bm25_retrieval(texts[n], kept, _DEPTH),
        }
    ours = PassageStore(folder)
    return {
        "dense": lambda n, kept: ours.embedding_retrieval(vectors[n], kept, _DEPTH),
        "bm25": lambda n, kept: ours.bm25_retrieval(texts[n], kept, _DEPTH, spoken[n]),
    }


def _faiss(file: str | None, dimension: int) -> Any:
    from haystack_integrations.document_stores.faiss import FAISSDocumentStore

    return FAISSDocumentStore(file, "Flat", dimension)


def _has_faiss_haystack() -> bool:
    try:
        return find_spec("haystack_integrations.document_stores.faiss") is not None
    except ModuleNotFoundError:  # nor any other integration
        return False
