"""Whether vectors can be searched together with those that are stored."""

from collections.abc import Collection, Iterable

from index.milvus.cluster import Cluster
from index.milvus.tokens import that_count

_NONE = "passages_0"


def must_fit(cluster: Cluster, collections: Iterable[str], replaced: Collection[str] = ()) -> None:
    """``replaced``: articles whose passages are about to go.

    :raises ValueError: when the embeddings, stored and new, differ in dimension.
    """
    new = set(collections) - {_NONE}
    if not new:
        return
    others = set(cluster.collections.of_passages()) - {_NONE} - new
    stored = {each for each in others if _is_used(cluster, each, replaced)}
    if len(new | stored) > 1:
        sizes = sorted(int(each.rpartition("_")[2]) for each in new | stored)
        raise ValueError(f"Embeddings must have one dimension, not {sizes}.")


def _is_used(cluster: Cluster, collection: str, replaced: Collection[str] = ()) -> bool:
    for page in cluster.pages(collection, "(number >= 0)", ["article", "token"]):
        if any(row["article"] not in replaced for row in that_count(cluster, page)):
            return True
    return False


def dimension(cluster: Cluster) -> int | None:
    """How many numbers the stored vectors have."""
    used = (each for each in cluster.collections.of_passages() if each != _NONE)
    found = next((each for each in used if _is_used(cluster, each)), None)
    return None if found is None else int(found.rpartition("_")[2])
