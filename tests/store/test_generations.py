"""Generations: derived, checked before use, made anew, and never the only copy."""

import json
import shutil
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from haystack import Document
from haystack.document_stores.types import DuplicatePolicy

from index.errors import (
    GenerationUnusable,
    IndexRebuilding,
    SnapshotOutdated,
    StoreBusy,
    StoreUnavailable,
)
from index.store.compacting import compact
from index.store.database import FILE_NAME
from index.store.generations import due, structure
from index.store.generations.folder import GenerationFolder
from index.store.generations.generation import open_generation
from index.store.generations.manifest import read_manifest
from index.store.passage_store import PassageStore
from index.store.searching import opening

SIZE = 16


def documents(first: int, last: int, seed: int = 0) -> list[Document]:
    rng = np.random.default_rng((seed, first))
    return [
        Document(
            id=f"{n:05}",
            content=f"mot{n} pont",
            meta={"n": n, "source": f"s{n % 5}"},
            embedding=rng.standard_normal(SIZE).tolist(),
        )
        for n in range(first, last)
    ]


def made(store: PassageStore, choice: Any = "auto") -> Path:
    name = compact(store.database, choice, lambda done, total: None)
    return GenerationFolder(store.database.data_dir).path / name


def searched(store: PassageStore, filters: Any = None, count: int = 10) -> Any:
    rng = np.random.default_rng(7)
    found = []
    for _ in range(5):
        vector = rng.standard_normal(SIZE).tolist()
        found.append([(d.id, d.score) for d in store.embedding_retrieval(vector, filters, count)])
    found.append([(d.id, d.score) for d in store.bm25_retrieval("pont mot3 mot77", filters, count)])
    return found


def alike(one: Any, other: Any) -> bool:
    """The same passages in the same order, scores apart by what float32 rounds."""
    ids = [[[hit[0] for hit in hits] for hits in each] for each in (one, other)]
    scores = [[hit[1] for hits in each for hit in hits] for each in (one, other)]
    return ids[0] == ids[1] and scores[0] == pytest.approx(scores[1], abs=1e-5)


def until(happened: Callable[[], Any], seconds: float = 30.0) -> None:
    deadline = time.monotonic() + seconds
    while not happened():
        assert time.monotonic() < deadline
        time.sleep(0.02)


@pytest.mark.parametrize("choice", ["flat", "ivf"])
@pytest.mark.parametrize(
    "filters",
    [
        None,
        {"field": "meta.source", "operator": "==", "value": "s1"},
        {"field": "meta.n", "operator": ">=", "value": 397},
        {"field": "meta.n", "operator": "in", "value": [3, 250, 399]},
        {"field": "meta.source", "operator": "!=", "value": "s1"},
        {"field": "meta.none", "operator": "==", "value": "s1"},
        {"field": "id", "operator": "==", "value": "00003"},
    ],
)
def test_searches_find_the_same_with_and_without(
    tmp_path: Path, choice: Any, filters: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(structure, "PROBES", 100_000)  # every list: what is left is rounding
    plain, compacted = PassageStore(tmp_path / "a"), PassageStore(tmp_path / "b", 10.0, choice)
    for store in (plain, compacted):
        store.write_documents(documents(0, 300))
        store.delete_documents(["00003", "00077"])
    made(compacted, choice)
    for store in (plain, compacted):
        store.write_documents(documents(300, 400))
        store.write_documents(documents(3, 4, seed=1) + documents(9, 10, seed=1), POLICY)
        store.delete_documents(["00250", "00399"])
    assert alike(searched(compacted, filters), searched(plain, filters))
    assert compacted.warm_up() == plain.warm_up() == 397
    manifest = read_manifest(made(compacted, choice))
    assert (manifest.structure, manifest.vectors) == (choice, 397)
    assert alike(searched(compacted, filters), searched(plain, filters))
    assert alike(searched(PassageStore(tmp_path / "b"), filters), searched(plain, filters))


POLICY = DuplicatePolicy.OVERWRITE


def test_passages_without_a_vector(store: PassageStore) -> None:
    bare = [Document(id=f"bare{n}", content="pont") for n in range(3)]
    store.write_documents([*bare[:1], *documents(0, 5), bare[1], *documents(5, 9), bare[2]])
    before = searched(store, count=20)
    assert len(before[0]) == 9
    made(store)
    again = PassageStore(store.database.data_dir)
    assert alike(searched(again, count=20), before)
    assert again.warm_up() == 9


def test_nothing_and_no_vectors_at_all(store: PassageStore) -> None:
    made(store)
    assert searched(store) == [[]] * 6
    store.write_documents([Document(content="pont")])
    made(store)
    again = PassageStore(store.database.data_dir)
    assert len(again.bm25_retrieval("pont")) == 1
    assert again.embedding_retrieval([1.0] * SIZE) == []


def test_recall_of_inverted_lists(tmp_path: Path) -> None:
    store = PassageStore(tmp_path, vector_index="ivf")
    store.write_documents(documents(0, 1900))
    before = searched(store, count=20)
    made(store, "ivf")
    after = searched(PassageStore(tmp_path), count=20)
    found = [
        len({i for i, _ in one} & {i for i, _ in two})
        for one, two in zip(before[:5], after[:5], strict=True)
    ]
    assert sum(found) >= 99


DAMAGE = ["cut", "flipped", "missing"]


@pytest.mark.parametrize("damage", DAMAGE)
def test_damage_to_any_file_is_noticed(tmp_path: Path, damage: str) -> None:
    store = PassageStore(tmp_path / "data", vector_index="ivf")
    store.write_documents(documents(0, 400))
    whole = made(store, "ivf")
    names = sorted(path.name for path in whole.iterdir())
    assert "manifest.json" in names and len(names) == 13
    for name in names:
        folder = tmp_path / name
        shutil.copytree(whole, folder)
        assert len(open_generation(folder)) == 400
        spoil(folder / name, damage)
        with pytest.raises(GenerationUnusable, match=name.split(".", maxsplit=1)[0]):
            open_generation(folder)


@pytest.mark.parametrize("damage", DAMAGE)
def test_damage_is_made_good(store: PassageStore, damage: str) -> None:
    store.write_documents(documents(0, 40))
    before = searched(store)
    old = made(store)
    spoil(old / "vectors.faiss", damage)
    again = PassageStore(store.database.data_dir)
    assert alike(searched(again), before)
    until(lambda: again.database.fact("generation") != old.name)
    until(lambda: searched(again) and again._search._state.waiting == 0)
    assert alike(searched(again), before)
    until(lambda: old not in GenerationFolder(store.database.data_dir).finished())


def spoil(path: Path, damage: str) -> None:
    whole = path.read_bytes()
    if damage == "missing":
        path.unlink()
    elif damage == "cut":
        path.write_bytes(whole[: len(whole) // 2])
    else:
        middle = len(whole) // 2
        path.write_bytes(whole[:middle] + bytes([whole[middle] ^ 1]) + whole[middle + 1 :])


def test_one_of_another_state_of_the_data_is_not_used(tmp_path: Path) -> None:
    """A copy of the SQLite file is put back, and other articles come after it."""
    store = PassageStore(tmp_path / "data")
    store.write_documents(documents(0, 10))
    store.database.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    shutil.copy(tmp_path / "data" / FILE_NAME, tmp_path / "copy")
    store.write_documents(documents(10, 20))
    store.delete_documents(["00001", "00002"])
    made(store)
    store.database.close()
    shutil.copy(tmp_path / "copy", tmp_path / "data" / FILE_NAME)
    later = PassageStore(tmp_path / "data")
    later.write_documents(documents(30, 40))
    later.delete_documents(["00003", "00004"])
    plain = PassageStore(tmp_path / "plain")
    kept = [*documents(0, 10), *documents(30, 40)]
    plain.write_documents([doc for doc in kept if doc.id not in ("00003", "00004")])
    assert alike(searched(later), searched(plain))


def test_a_folder_that_sqlite_does_not_name_is_not_used(store: PassageStore) -> None:
    """As after a crash between the two steps."""
    store.write_documents(documents(0, 10))
    folder = made(store)
    with store.database.writing() as connection:
        connection.execute("DELETE FROM facts WHERE name = 'generation'")
    folder.rename(folder.with_name("999999999999-000000000000-abc"))
    assert len(searched(PassageStore(store.database.data_dir))[0]) == 10


def test_another_process_takes_the_place_of_the_file(tmp_path: Path) -> None:
    """A running server notices that its data directory was exchanged."""
    served, other = PassageStore(tmp_path / "served"), PassageStore(tmp_path / "other")
    served.write_documents(documents(0, 10))
    made(served)
    assert len(searched(served)[0]) == 10
    other.write_documents([Document(content="pont neuf", embedding=[1.0] * SIZE)])
    other.database.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    other.database.close()
    (tmp_path / "other" / FILE_NAME).rename(tmp_path / "served" / FILE_NAME)
    for left in ("-wal", "-shm"):
        (tmp_path / "served" / f"{FILE_NAME}{left}").unlink(missing_ok=True)
    assert [doc.content for doc in served.bm25_retrieval("pont")] == ["pont neuf"]
    (tmp_path / "served" / FILE_NAME).unlink()
    with pytest.raises(StoreUnavailable, match="is gone"):
        served.write_documents([Document(content="perdu")])


def test_a_running_process_goes_over_to_a_newer_one(store: PassageStore) -> None:
    store.write_documents(documents(0, 50))
    before = searched(store)
    folder = made(store)
    until(lambda: searched(store) and store._search._state.name == folder.name)
    assert alike(searched(store), before)
    assert store._search._state.waiting == 0
    store.write_documents(documents(50, 60))
    store.delete_documents(["00000"])
    older = PassageStore(store.database.data_dir)
    assert alike(searched(older), searched(store))
    assert (store._search._state.waiting, older._search._state.waiting) == (11, 11)


def test_a_view_that_is_older_than_the_generation_in_memory(store: PassageStore) -> None:
    store.write_documents(documents(0, 5))
    with store.database.reading():
        assert store.count_documents() == 5

        def other() -> None:
            store.write_documents(documents(5, 9))
            made(store)
            until(lambda: searched(store) and store._search._state.waiting == 0)
            store.database.close()

        thread = threading.Thread(target=other)
        thread.start()
        thread.join()
        with pytest.raises(SnapshotOutdated):
            searched(store)
    assert len(searched(store)[0]) == 9


def test_one_is_made_in_the_background_once_enough_has_changed(
    store: PassageStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(due, "LEAST", 20)
    store.write_documents(documents(0, 20))
    searched(store)
    assert not GenerationFolder(store.database.data_dir).finished()
    store.write_documents(documents(20, 21))
    before = searched(store)
    until(lambda: store.database.fact("generation"))
    until(lambda: searched(store) and store._search._state.waiting == 0)
    assert alike(searched(store), before)


def test_one_maker_at_a_time(store: PassageStore) -> None:
    with GenerationFolder(store.database.data_dir).making() as lock:
        assert lock is not None
        with pytest.raises(StoreBusy):
            made(store)


def test_what_a_killed_maker_leaves_goes(store: PassageStore) -> None:
    store.write_documents(documents(0, 10))
    script = (
        "import os, signal, sys\n"
        "from pathlib import Path\n"
        "from index.store.compacting import compact\n"
        "from index.store.database import Database\n"
        "compact(Database(Path(sys.argv[1])), 'auto', lambda *_: os.kill(os.getpid(), 9))\n"
    )
    killed = subprocess.run([sys.executable, "-c", script, store.database.data_dir], check=False)
    assert killed.returncode == -9
    folder = GenerationFolder(store.database.data_dir)
    assert len(list(folder.path.glob("unfinished-*"))) == 1
    assert len(searched(store)[0]) == 10
    made(store)
    assert list(folder.path.glob("unfinished-*")) == []


def test_removals_are_forgotten_when_nobody_needs_them(store: PassageStore) -> None:
    late = PassageStore(store.database.data_dir)
    store.write_documents(documents(0, 30))
    searched(late)
    for first in (0, 10):
        store.delete_documents([f"{n:05}" for n in range(first, first + 10)])
        made(store)
    count = "SELECT count(*) FROM removals"
    with store.database.reading() as connection:
        assert connection.execute(count).fetchone()[0] == 10
    made(store)
    with store.database.reading() as connection:
        assert connection.execute(count).fetchone()[0] == 0
    # Even a process that has not looked since before is right.
    assert alike(searched(late, count=30), searched(store, count=30))
    assert len(searched(late, count=30)[0]) == 10


def test_too_much_to_do_without_one_is_refused_until_there_is_one(
    store: PassageStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.write_documents(documents(0, 30))
    monkeypatch.setattr(opening, "MOST_IN_MEMORY", 20)
    with pytest.raises(IndexRebuilding):
        searched(store)
    until(lambda: store.database.fact("generation"))
    assert len(searched(store)[0]) == 10


def test_a_manifest_says_what_it_is_of(store: PassageStore) -> None:
    store.write_documents(documents(0, 10))
    store.delete_documents(["00004"])
    with store.database.writing() as connection:
        connection.execute("INSERT INTO facts VALUES ('encoder', 'hash:1')")
    said = json.loads((made(store) / "manifest.json").read_text(encoding="utf-8"))["manifest"]
    assert said["encoder"] == "hash:1" and said["metric"] == structure.METRIC
    names = ("dimension", "passages", "vectors", "last_passage", "last_removal")
    assert [said[name] for name in names] == [SIZE, 9, 9, 10, 1]
    assert said["identity"] == store.database.fact("identity")
    with sqlite3.connect(store.database.path) as connection:
        assert (
            said["identity"]
            == connection.execute("SELECT value FROM facts WHERE name = 'identity'").fetchone()[0]
        )


def test_too_much_at_once_waits_for_a_generation(
    store: PassageStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As after all passages were embedded anew, under a server that goes on."""
    store.write_documents(documents(0, 10))
    assert len(searched(store)[0]) == 10
    monkeypatch.setattr(opening, "MOST_IN_MEMORY", 20)
    store.delete_all_documents()
    store.write_documents(documents(0, 30, seed=1))
    with pytest.raises(IndexRebuilding):
        searched(store)
    until(lambda: store.database.fact("generation"))
    assert len(searched(store, count=40)[0]) == 30


def test_a_search_that_fails_leaves_nothing_half_known(store: PassageStore) -> None:
    store.write_documents(documents(0, 5))
    assert len(searched(store)[0]) == 5
    store.write_documents(documents(5, 9))
    with store.database.writing() as connection:
        whole = connection.execute("SELECT embedding FROM vectors WHERE number = 8").fetchone()[0]
        connection.execute("UPDATE vectors SET embedding = x'66' WHERE number = 8")
    for _ in range(2):
        with pytest.raises(StoreUnavailable, match="differ in size"):
            searched(store)
    with store.database.writing() as connection:
        connection.execute("UPDATE vectors SET embedding = ? WHERE number = 8", (whole,))
    store.delete_documents(["00006"])
    fresh = PassageStore(store.database.data_dir)
    assert alike(searched(store), searched(fresh))
    assert store.warm_up() == 8


def test_what_a_filter_keeps_may_lie_far_from_the_question(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(structure, "PROBES", 1)
    rng = np.random.default_rng(3)
    axes = np.eye(SIZE)[[0] * 1200 + [1] * 1200] * 5 + rng.standard_normal((2400, SIZE)) / 9
    store = PassageStore(tmp_path, vector_index="ivf")
    store.write_documents(
        [
            Document(id=str(n), content="pont", meta={"side": n // 1200}, embedding=axis.tolist())
            for n, axis in enumerate(axes)
        ]
    )
    made(store, "ivf")
    far = {"field": "meta.side", "operator": "==", "value": 1}
    found = PassageStore(tmp_path).embedding_retrieval(np.eye(SIZE)[0].tolist(), far, 20)
    assert len(found) == 20


def test_names_without_end_in_the_metadata(store: PassageStore) -> None:
    store.write_documents(
        [Document(id=str(n), content="pont", meta={f"key{n}": n, "n": n % 3}) for n in range(400)]
    )
    folder = made(store)
    assert np.load(folder / "fields.npy").shape[0] == 100
    for field, value, count in [
        ("n", 2, 133),
        ("key7", 7, 1),
        ("key399", 399, 1),
        ("key399", 1, 0),
    ]:
        only = {"field": f"meta.{field}", "operator": "==", "value": value}
        assert len(PassageStore(store.database.data_dir).bm25_retrieval("pont", only, 400)) == count


def test_no_room_for_a_generation(store: PassageStore) -> None:
    """The articles stay, searches go on, and nothing half-made is left."""
    store.write_documents(documents(0, 600))
    script = (
        "import resource, sys\n"
        "from pathlib import Path\n"
        "from index.errors import StoreUnavailable\n"
        "from index.store.compacting import compact\n"
        "from index.store.database import Database\n"
        "database = Database(Path(sys.argv[1]))\n"
        "database.fact('schema')\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (34_000, 34_000))\n"
        "try:\n"
        "    compact(database, 'auto', lambda *_: None)\n"
        "except StoreUnavailable as error:\n"
        "    print(error)\n"
    )
    command = [sys.executable, "-c", script, store.database.data_dir]
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    assert done.stderr == "" and "generations" in done.stdout
    assert [path.name for path in (store.database.data_dir / "generations").iterdir()] == ["lock"]
    assert len(searched(store)[0]) == 10


def test_a_maker_whose_data_directory_was_exchanged(store: PassageStore) -> None:
    store.write_documents(documents(0, 5))

    def exchange(done: int, total: int) -> None:
        if done == 0:
            other = sqlite3.connect(store.database.path)
            other.execute("UPDATE facts SET value = 'another' WHERE name = 'identity'")
            other.commit()
            other.close()

    with pytest.raises(StoreUnavailable, match="exchanged"):
        compact(store.database, "auto", exchange)
    assert store.database.fact("generation") is None
    made(store)
    assert len(GenerationFolder(store.database.data_dir).finished()) == 1
