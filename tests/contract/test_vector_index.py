"""Milvus' own structures for many vectors, beside the exact one."""

from typing import Any

import numpy as np
import pytest
from haystack import Document

from index.milvus.passage_store import MilvusPassages

SIZE = 32


@pytest.mark.parametrize("kind", ["HNSW", "IVF_SQ8"])
def test_the_nearest_are_found(server: Any, kind: Any) -> None:
    """For so few vectors either finds them all; the bytes round what it says of them."""
    rng = np.random.default_rng(1)
    vectors = rng.standard_normal((300, SIZE))
    store = MilvusPassages(server.uri, prefix=f"kind_{kind}", seconds=30.0, vector_index=kind)
    store.write_documents(
        [
            Document(id=f"{n:03}", content="pont", embedding=vector.tolist())
            for n, vector in enumerate(vectors)
        ]
    )
    assert store.cluster.collections.index_of(f"passages_{SIZE}") == kind
    # Another worker goes by what the collection has, not by what it would make itself.
    other = MilvusPassages(server.uri, prefix=f"kind_{kind}", seconds=30.0)
    assert other.cluster.collections.index_of(f"passages_{SIZE}") == kind
    units = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    for query in rng.standard_normal((5, SIZE)):
        cosines = units @ (query / np.linalg.norm(query))
        expected = [f"{n:03}" for n in np.argsort(-cosines)[:10]]
        found = other.embedding_retrieval(query.tolist(), top_k=10)
        assert len({doc.id for doc in found} & set(expected)) >= 9
        assert [doc.score for doc in found] == pytest.approx(sorted(cosines)[:-11:-1], abs=0.02)
