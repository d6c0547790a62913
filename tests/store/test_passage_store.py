"""The document store beyond Haystack's own suite: scores, order, sharing and failure."""

import math
import os
import subprocess
import sys
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from haystack import Document
from haystack.document_stores.types import DuplicatePolicy
from hypothesis import given, settings
from hypothesis import strategies as st

from index.errors import SnapshotOutdated, StoreBusy, StoreMismatch, StoreUnavailable
from index.store.database import FILE_NAME
from index.store.passage_store import PassageStore
from index.store.snapshot import up_to_date

Texts = Callable[..., list[str]]


def contents(documents: list[Document]) -> list[str | None]:
    return [document.content for document in documents]


def only(field: str, value: Any) -> dict[str, Any]:
    return {"field": field, "operator": "==", "value": value}


# ---------------------------------------------------------------------------- dense


def test_scores_are_cosines(store: PassageStore) -> None:
    vectors = {"même": [3.0, 0.0], "oblique": [1.0, 1.0], "nul": [0.0, 0.0], "contre": [-2.0, 0.0]}
    store.write_documents([Document(content=c, embedding=v) for c, v in vectors.items()])
    found = store.embedding_retrieval([5.0, 0.0])
    assert contents(found) == ["même", "oblique", "nul", "contre"]
    assert [doc.score for doc in found] == pytest.approx([1, math.sqrt(0.5), 0, -1], abs=1e-7)
    assert all(doc.embedding is None for doc in found)


@settings(deadline=None, max_examples=50)
@given(st.lists(st.floats(-1e3, 1e3, width=32), min_size=3, max_size=3).filter(any))
def test_no_score_leaves_its_range(vector: list[float]) -> None:
    store = spare_store()
    store.delete_all_documents()
    store.write_documents([Document(content="x", embedding=vector)])
    score = store.embedding_retrieval(vector)[0].score
    assert score is not None and 1 - 1e-6 < score <= 1


_SPARE: list[PassageStore] = []


def spare_store() -> PassageStore:
    """One store for all examples of a property: making one costs more than using it."""
    return _SPARE[0]


@pytest.fixture(scope="module", autouse=True)
def _spare(tmp_path_factory: pytest.TempPathFactory) -> None:
    _SPARE[:] = [PassageStore(tmp_path_factory.mktemp("spare"))]
    _SPARE[0].database.connection.execute("PRAGMA synchronous = OFF")


def test_embeddings_come_back_as_they_were(store: PassageStore) -> None:
    vectors = [[0.5, 0.25], [0.1, 1 / 3], [1e-300, 1e300]]
    store.write_documents([Document(content=str(v), embedding=v) for v in vectors])
    assert [doc.embedding for doc in store.filter_documents()] == vectors


def test_ties_go_to_the_older(store: PassageStore) -> None:
    names = [f"n{number:03}" for number in range(300)]
    store.write_documents([Document(content=f"{n} pareil", embedding=[1.0, 2.0]) for n in names])
    for top_k in (1, 7, 150, 300, 1000):
        expected = [f"{name} pareil" for name in names[:top_k]]
        assert contents(store.embedding_retrieval([1.0, 2.0], top_k=top_k)) == expected
        assert contents(store.bm25_retrieval("pareil", top_k=top_k)) == expected


@pytest.mark.parametrize("top_k", [0, -1])
def test_top_k_of_nothing(store: PassageStore, top_k: int) -> None:
    store.write_documents([Document(content="un mot", embedding=[1.0])])
    assert store.embedding_retrieval([1.0], top_k=top_k) == []
    assert store.bm25_retrieval("mot", top_k=top_k) == []


def test_a_selective_filter_finds_all_it_leaves(store: PassageStore) -> None:
    chosen = {17, 901, 1999}
    store.write_documents(
        [
            Document(
                content=f"Le conseil {number} a voté" if number % 2 else f"Conseil {number}",
                meta={"desk": "rare" if number in chosen else "common"},
                embedding=[float(number in chosen) - 1, 1.0],
            )
            for number in range(2000)
        ]
    )
    rare = only("meta.desk", "rare")
    for found in (
        store.embedding_retrieval([-1.0, 0.0], rare, top_k=10),
        store.bm25_retrieval("conseil", rare, top_k=10, language="fr"),
    ):
        assert {doc.meta["desk"] for doc in found} == {"rare"} and len(found) == 3
    none = only("meta.desk", "none")
    assert store.embedding_retrieval([1.0, 0.0], none) == []
    assert store.bm25_retrieval("conseil", none) == []


def test_another_dimension(store: PassageStore) -> None:
    assert store.embedding_retrieval([1.0, 2.0, 3.0]) == []
    store.write_documents([Document(content="a", embedding=[1.0, 0.0])])
    with pytest.raises(ValueError, match="3 numbers"):
        store.embedding_retrieval([1.0, 2.0, 3.0])
    with pytest.raises(ValueError, match="dimension"):
        store.write_documents([Document(content="b", embedding=[1.0])])
    with pytest.raises(ValueError, match="dimension"):
        store.write_documents(
            [Document(content="c"), Document(content="d", embedding=[1.0, 1.0, 1.0])]
        )
    assert store.count_documents() == 1


def test_another_dimension_after_the_old_ones_are_gone(store: PassageStore) -> None:
    """What happens in a running server when everything is embedded anew."""
    store.write_documents([Document(content="vieux", embedding=[1.0, 0.0])])
    assert store.warm_up() == 1
    store.delete_all_documents()
    store.write_documents([Document(content="neuf", embedding=[0.0, 1.0, 0.0])])
    assert contents(store.embedding_retrieval([0.0, 1.0, 0.0])) == ["neuf"]
    assert store.warm_up() == 1


# ---------------------------------------------------------------------------- BM25


def test_bm25_prefers_rare_frequent_and_short(store: PassageStore) -> None:
    texts = {
        "rare": "le pont et le tunnel",
        "twice": "pont pont",
        "once": "pont route",
        "long": "pont " + "route " * 20,
        "none": "autre chose",
        "other": "route",
    }
    store.write_documents([Document(id=name, content=text) for name, text in texts.items()])
    found = store.bm25_retrieval("pont", top_k=10)
    assert [doc.id for doc in found] == ["twice", "once", "rare", "long"]
    assert all(doc.score is not None and doc.score > 0 for doc in found)
    assert store.bm25_retrieval("tunnel pont")[0].id == "rare"


def test_bm25_exact_score(store: PassageStore) -> None:
    """Robertson's formula as FTS5 has it: k1 = 1.2, b = 0.75, over both columns."""
    store.write_documents([Document(content=text) for text in ("pont route", "mer", "ciel", "sel")])
    found = store.bm25_retrieval("pont")
    idf = math.log((4 - 1 + 0.5) / (1 + 0.5))
    length, average = 2, 5 / 4
    expected = idf * (1 * 2.2) / (1 + 1.2 * (1 - 0.75 + 0.75 * length / average))
    assert [doc.score for doc in found] == pytest.approx([expected])


def test_bm25_finds_by_title_and_across_forms(store: PassageStore) -> None:
    store.write_documents(
        [
            Document(content="Rien.", meta={"title": "L’Élysée se tait", "language": "fr"}),
            Document(content="Les négociations ont échoué.", meta={"language": "fr"}),
            Document(content="They negotiated.", meta={"language": "en"}),
        ]
    )
    assert contents(store.bm25_retrieval("l'Elysée", language="fr")) == ["Rien."]
    found = contents(store.bm25_retrieval("NÉGOCIATION", language="fr"))
    assert found[0] == "Les négociations ont échoué."
    assert contents(store.bm25_retrieval("negotiating", language="en")) == ["They negotiated."]


@pytest.mark.parametrize(
    "query",
    [
        "NEAR(pont route, 2)",
        '"pont',
        "pont*",
        "pont AND",
        "OR",
        "NOT pont",
        "content:pont",
        "title : pont",
        "^pont",
        "{pont}",
        "pont + route",
        "-pont",
        "(",
        "'; DROP TABLE terms; --",
        "\0",
        "«»",
        "",
        "🎉",
        "½ ㏂ ﷺ",
        "mot " * 3000,
        " ".join(f"mot{number}" for number in range(5000)),
    ],
)
def test_query_syntax_is_harmless(store: PassageStore, query: str) -> None:
    store.write_documents([Document(content="Le pont est ouvert.")])
    for language in ("fr", "de", "xx", None):
        found = store.bm25_retrieval(query, language=language)
        assert bool(found) == ("pont" in query)
    assert store.count_documents() == 1


def test_updated_metadata_is_searched(store: PassageStore) -> None:
    store.write_documents([Document(content="Rien.", meta={"title": "Vieux"})])
    assert store.update_by_filter(None, {"title": "Neuf"}) == 1
    assert store.bm25_retrieval("vieux") == []
    assert contents(store.bm25_retrieval("neuf")) == ["Rien."]


# -------------------------------------------------------------- others in the folder


def test_another_store_sees_every_change(tmp_path: Path) -> None:
    one, other = PassageStore(tmp_path), PassageStore(tmp_path)
    assert other.embedding_retrieval([1.0, 0.0]) == []
    one.write_documents([Document(id="a", content="pont", embedding=[1.0, 0.0])])
    assert contents(other.embedding_retrieval([1.0, 0.0])) == ["pont"]
    assert contents(other.bm25_retrieval("pont")) == ["pont"]
    changed = Document(id="a", content="route", embedding=[0.0, 1.0])
    one.write_documents([changed], DuplicatePolicy.OVERWRITE)
    found = other.embedding_retrieval([1.0, 0.0])
    assert [(doc.content, doc.score) for doc in found] == [("route", 0.0)]
    assert other.bm25_retrieval("pont") == []
    one.delete_documents(["a"])
    assert other.embedding_retrieval([1.0, 0.0]) == []
    assert other.warm_up() == 0


WRITER = """
import sys
from pathlib import Path
from haystack import Document
from index.store.passage_store import PassageStore
from index.store.snapshot import up_to_date
store = PassageStore(Path(sys.argv[1]))
store.write_documents([Document(id=sys.argv[2], content="pont", embedding=[1.0, 0.0])])
"""


def test_processes_share_a_new_folder(tmp_path: Path) -> None:
    """Three processes make the same folder at once; none fails, none overwrites another."""
    root = Path(__file__).parents[2]
    environment = os.environ | {"PYTHONPATH": str(root)}
    running = [
        subprocess.Popen(
            [sys.executable, "-c", WRITER, str(tmp_path / "new"), name], env=environment, cwd=root
        )
        for name in "abc"
    ]
    assert [process.wait(60) for process in running] == [0] * 3
    store = PassageStore(tmp_path / "new")
    assert sorted(doc.id for doc in store.embedding_retrieval([1.0, 0.0])) == list("abc")


def test_threads_make_a_folder_at_once(tmp_path: Path) -> None:
    for attempt in range(5):
        folder = tmp_path / str(attempt)
        with ThreadPoolExecutor(8) as pool:
            stores = list(pool.map(lambda _, folder=folder: PassageStore(folder), range(8)))
        assert [store.count_documents() for store in stores] == [0] * 8


def test_eight_threads_ask_while_one_writes(store: PassageStore) -> None:
    """Each document's vector and its words say the same number; a mix would show."""
    size, rounds = 32, 25

    def document(number: int, version: int) -> Document:
        vector = [0.0] * size
        vector[number] = 1.0
        text = f"mot{number} version{version}"
        return Document(id=str(number), content=text, meta={"n": number}, embedding=vector)

    store.write_documents([document(n, 0) for n in range(size)])
    done, errors = threading.Event(), []

    def look(number: int, vector: list[float]) -> tuple[list[Document], ...]:
        with store.database.reading():
            return (
                store.embedding_retrieval(vector, top_k=3),
                store.bm25_retrieval(f"mot{number}"),
                store.filter_documents(only("meta.n", number)),
            )

    def ask(number: int) -> int:
        asked = 0
        vector = [0.0] * size
        vector[number] = 1.0
        while not done.is_set() or asked < 5:
            dense, sparse, filtered = up_to_date(lambda: look(number, vector))
            for doc in dense:
                if doc.score is not None and doc.score > 0.5:
                    assert doc.meta["n"] == number
            assert [doc.meta["n"] for doc in sparse] == [number]
            assert contents(sparse) == contents(filtered)
            assert len({doc.content for doc in [*dense, *sparse] if doc.meta["n"] == number}) == 1
            asked += 1
        return asked

    def write() -> None:
        try:
            for version in range(1, rounds):
                changed = [document(n, version) for n in range(0, size, 2)]
                store.write_documents(changed, DuplicatePolicy.OVERWRITE)
        except Exception as error:
            errors.append(error)
        finally:
            done.set()

    writer = threading.Thread(target=write)
    with ThreadPoolExecutor(8) as pool:
        asking = [pool.submit(ask, number) for number in range(8)]
        writer.start()
        assert all(each.result(timeout=60) >= 5 for each in asking)
    writer.join()
    assert not errors
    assert store.warm_up() == size
    versions = {
        str(doc.content).split()[1] for doc in store.filter_documents() if doc.meta["n"] % 2 == 0
    }
    assert versions == {f"version{rounds - 1}"}


def test_an_older_view_of_the_data_gets_no_newer_document(store: PassageStore) -> None:
    """While a question is being answered, another thread replaces what it reads."""
    store.write_documents([Document(id="a", content="pont", embedding=[1.0, 0.0])])
    with store.database.reading():
        assert contents(store.filter_documents()) == ["pont"]
        changed = Document(id="a", content="route", embedding=[1.0, 0.0])

        def other() -> None:
            store.write_documents([changed], DuplicatePolicy.OVERWRITE)
            assert contents(store.embedding_retrieval([1.0, 0.0])) == ["route"]

        thread = threading.Thread(target=other)
        thread.start()
        thread.join()
        assert contents(store.filter_documents()) == ["pont"]
        with pytest.raises(SnapshotOutdated):
            store.bm25_retrieval("pont route")
        with pytest.raises(SnapshotOutdated):
            store.embedding_retrieval([1.0, 0.0])
    assert contents(store.embedding_retrieval([1.0, 0.0])) == ["route"]


# ---------------------------------------------------------------------------- failures


def test_a_failed_write_leaves_nothing(store: PassageStore) -> None:
    good = Document(content="pont", embedding=[1.0, 0.0])
    bad = Document(content="mauvais", meta={"x": {1, 2}})
    with pytest.raises(ValueError, match="JSON"):
        store.write_documents([good, bad])
    assert store.count_documents() == 0
    assert store.bm25_retrieval("pont") == []
    assert store.embedding_retrieval([1.0, 0.0]) == []
    assert store.write_documents([good]) == 1
    assert store.warm_up() == 1


@pytest.mark.parametrize("documents", ["abc", [1], [{"content": "x"}], None])
def test_only_documents(store: PassageStore, documents: Any) -> None:
    with pytest.raises(ValueError, match="documents"):
        store.write_documents(documents)


def test_a_busy_writer(tmp_path: Path) -> None:
    one, other = PassageStore(tmp_path), PassageStore(tmp_path, busy_seconds=0.1)
    with one.database.writing():
        with pytest.raises(StoreBusy):
            other.write_documents([Document(content="x")])
        assert other.count_documents() == 0
    assert other.write_documents([Document(content="x")]) == 1


@pytest.mark.parametrize("blocked", ["folder", "parent", "file"])
def test_a_place_that_cannot_be_used(tmp_path: Path, blocked: str) -> None:
    folder = tmp_path / "data"
    if blocked == "folder":
        folder.write_text("a file")
    elif blocked == "parent":
        folder.write_text("a file")
        folder /= "below"
    else:
        (folder / FILE_NAME).mkdir(parents=True)
    with pytest.raises(StoreUnavailable, match="data"):
        PassageStore(folder)


@pytest.mark.skipif(os.geteuid() == 0, reason="nothing is read-only to root")
def test_a_read_only_folder(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    try:
        with pytest.raises(StoreUnavailable):
            PassageStore(tmp_path)
    finally:
        tmp_path.chmod(0o700)


def test_a_file_that_is_no_database(tmp_path: Path) -> None:
    (tmp_path / FILE_NAME).write_bytes(b"not a database, though it is long enough " * 40)
    with pytest.raises(StoreUnavailable, match=FILE_NAME):
        PassageStore(tmp_path)


def test_a_file_that_is_damaged_later(tmp_path: Path) -> None:
    store = PassageStore(tmp_path)
    store.write_documents([Document(content="pont " * 50) for _ in range(1)])
    store.database.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    store.database.close()
    path = tmp_path / FILE_NAME
    whole = path.read_bytes()
    path.write_bytes(whole[:4096] + b"\xff" * (len(whole) - 4096))
    with pytest.raises(StoreUnavailable):
        PassageStore(tmp_path).filter_documents()


def test_another_schema(tmp_path: Path) -> None:
    with PassageStore(tmp_path).database.writing() as connection:
        connection.execute("UPDATE facts SET value = '99' WHERE name = 'schema'")
    with pytest.raises(StoreMismatch, match=r"newer version.*schema 99"):
        PassageStore(tmp_path)


def test_dictionary_round_trip(tmp_path: Path) -> None:
    store = PassageStore(tmp_path / "à part", busy_seconds=2.5)
    again = PassageStore.from_dict(store.to_dict())
    assert again.to_dict() == store.to_dict()
    assert again.database.busy_seconds == 2.5
    store.write_documents([Document(content="x")])
    assert again.count_documents() == 1


def test_closing_lets_a_thread_go_on(store: PassageStore) -> None:
    store.write_documents([Document(content="x")])
    store.database.close()
    assert store.count_documents() == 1
