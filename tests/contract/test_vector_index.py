"""Milvus' own structures for many vectors, beside the exact one."""

from typing import Any

import numpy as np
import pytest
from haystack import Document

from index.milvus.passage_store import MilvusPassages

#: Of the vectors, for each kind: what differs in size is in collections of its own, and making
#: all collections anew would take longer.
SIZES = {"HNSW": 32, "IVF_SQ8": 31}


@pytest.fixture(params=SIZES)
def kind(request: pytest.FixtureRequest, server_stores: Any) -> str:
    return str(request.param)


def opened(server: Any, kind: Any) -> MilvusPassages:
    return MilvusPassages(server.uri, prefix="contract", seconds=30.0, vector_index=kind)


def test_the_nearest_are_found(server: Any, kind: Any) -> None:
    """For so few vectors either finds them all; the bytes round what it says of them."""
    rng = np.random.default_rng(1)
    vectors = rng.standard_normal((300, SIZES[kind]))
    store = opened(server, kind)
    store.write_documents(
        [
            Document(id=f"{n:03}", content="pont", embedding=vector.tolist())
            for n, vector in enumerate(vectors)
        ]
    )
    assert store.cluster.collections.index_of(f"passages_{SIZES[kind]}") == kind
    # Another worker goes by what the collection has, not by what it would make itself.
    other = opened(server, "FLAT")
    assert other.cluster.collections.index_of(f"passages_{SIZES[kind]}") == kind
    units = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    for query in rng.standard_normal((5, SIZES[kind])):
        cosines = units @ (query / np.linalg.norm(query))
        expected = [f"{n:03}" for n in np.argsort(-cosines)[:10]]
        found = other.embedding_retrieval(query.tolist(), top_k=10)
        assert len({doc.id for doc in found} & set(expected)) >= 9
        assert [doc.score for doc in found] == pytest.approx(sorted(cosines)[:-11:-1], abs=0.02)


def test_what_a_filter_leaves_is_looked_for_everywhere(
    server: Any, kind: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Few vectors that Milvus has not indexed yet it finds anyway: so the questions count."""
    store = opened(server, kind)
    vectors = np.random.default_rng(2).standard_normal((40, SIZES[kind]))
    store.write_documents(
        [
            Document(id=f"f{n}", meta={"rare": n < 3}, content="pont", embedding=vector.tolist())
            for n, vector in enumerate(vectors)
        ]
    )
    asked = []
    connection = store.cluster.collections.connection
    real = connection.call

    def call(method: str, *arguments: Any, **named: Any) -> Any:
        if method == "search":
            asked.append(named["search_params"]["params"])
        return real(method, *arguments, **named)

    monkeypatch.setattr(connection, "call", call)
    rare = {"field": "rare", "operator": "==", "value": True}
    found = store.embedding_retrieval(vectors[9].tolist(), rare, top_k=5)
    assert {doc.id for doc in found} == {"f0", "f1", "f2"}
    assert len(asked) == 2 and asked[1] in ({"nprobe": 4096}, {"ef": 32_768})
    asked.clear()
    assert len(store.embedding_retrieval(vectors[9].tolist(), top_k=5)) == 5
    assert len(asked) == 1
