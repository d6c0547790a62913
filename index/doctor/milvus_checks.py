"""The articles in Milvus: whether it answers, and whether what it has fits together."""

from collections.abc import Iterator

from index.doctor.check import Check, checked
from index.errors import CiteqaError
from index.milvus.article_store import MilvusArticles
from index.milvus.cluster import Cluster, Row
from index.milvus.quoting import any_of
from index.milvus.sweeping import leftovers


def check_milvus(store: MilvusArticles, encoder_name: str, recipe: str) -> Iterator[Check]:
    """Every check of the store, in turn; when Milvus is away, the first alone."""
    collections = store.cluster.collections
    try:
        words = "words and vectors" if collections.has_bm25 else "vectors alone, without BM25"
        yield Check("milvus", True, f"{collections.server}, searching {words}")
    except CiteqaError as error:
        yield Check("milvus", False, str(error))
        return
    yield checked("encoder of the index", _encoder(store, encoder_name), encoder_name)
    yield checked("passage settings", _recipes(store.cluster, recipe))
    yield checked("articles and passages", _incomplete(store.cluster), _size(store))
    yield _leftovers(store.cluster)


def _encoder(store: MilvusArticles, name: str) -> Iterator[str]:
    store.must_match(name)
    yield from ()


def _recipes(cluster: Cluster, recipe: str) -> Iterator[str]:
    others = cluster.count("articles", f"(not {any_of('recipe', [recipe])})")
    if others:
        yield f"{others} articles were cut with other settings; index them again"


def _incomplete(cluster: Cluster) -> Iterator[str]:
    """Articles that have more or fewer passages than were written."""
    columns = ["token", "passages"]
    for page in cluster.pages("articles", "(number >= 0)", columns):
        first = _other_counts(cluster, page)
        suspects = [row["id"] for row in page if row["token"] in first]
        # Replaced between two queries, an article has lost the passages of that writing.
        again = cluster.rows("articles", suspects, columns)
        still = _other_counts(cluster, [row for row in again if row["token"] in first])
        for row in again:
            if row["token"] in still:
                yield f"{row['id']!r} has {still[row['token']]} passages, not {row['passages']}"


def _other_counts(cluster: Cluster, rows: list[Row]) -> dict[str, int]:
    """By token, how many passages there are, where that is not what the article's row says."""
    found = dict.fromkeys((row["token"] for row in rows), 0)
    for collection in cluster.collections.of_passages() if found else ():
        for page in cluster.pages(collection, any_of("token", found), ["token"]):
            for passage in page:
                found[passage["token"]] += 1
    expected = {row["token"]: row["passages"] for row in rows}
    return {token: count for token, count in found.items() if count != expected[token]}


def _size(store: MilvusArticles) -> str:
    try:
        state = store.state()
    except CiteqaError:
        return ""  # the check itself tells what is wrong
    return f"{state.articles} articles, {state.passages} passages"


def _leftovers(cluster: Cluster) -> Check:
    """They do no harm beyond the space and the count: no problem, but good to know."""
    try:
        count = sum(len(rows) for _, rows in leftovers(cluster))
    except CiteqaError as error:
        return Check("left behind", False, str(error))
    return Check("left behind", True, f"{count} rows of writes that were cut off")
