"""How Milvus keeps the vectors of passages, and how it looks for the nearest."""

from typing import Any, Literal

#: ``FLAT`` compares every vector and is exact; the others look only where near ones may be.
VectorIndex = Literal["FLAT", "IVF_SQ8", "HNSW"]

_MADE: dict[str, dict[str, int]] = {
    "FLAT": {},
    "IVF_SQ8": {"nlist": 4096},
    "HNSW": {"M": 16, "efConstruction": 200},
}

#: The most that Milvus allows, which is every list, or as good as the whole graph.
_EVERYWHERE: dict[str, dict[str, int]] = {
    "IVF_SQ8": {"nprobe": _MADE["IVF_SQ8"]["nlist"]},
    "HNSW": {"ef": 32_768},
}


def made_with(index: str) -> dict[str, int]:
    """What the index is made with."""
    return _MADE[index]


def searched_with(index: str, top_k: int) -> dict[str, Any]:
    """What a search for ``top_k`` vectors is given: for the lists of bytes as many of them
    as hold 99.6% of the nearest twenty in FAISS, for the graph several times the vectors
    wanted, within what Milvus allows."""
    if index == "IVF_SQ8":
        return {"nprobe": 320}
    if index == "HNSW":
        return {"ef": min(max(4 * top_k, 256), _EVERYWHERE["HNSW"]["ef"])}
    return {}


def searched_everywhere(index: str) -> dict[str, Any] | None:
    """What a search is given that must not miss what a filter has left; ``None`` where the
    ordinary one misses nothing.

    In a graph Milvus compares every vector by itself where a filter leaves few; in between
    the widest search makes up for the rest.
    """
    return _EVERYWHERE.get(index)
