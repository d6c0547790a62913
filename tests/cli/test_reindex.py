"""`citeqa reindex`."""

import json
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from index.article import Article
from index.errors import StoreBusy, StoreMismatch
from index.reindexing import FOLDER, reindex
from service.settings import load_settings
from service.wiring import build_engine
from tests.cli.conftest import Run

PIRACY = "Where will the special meeting on piracy be held?"
OTHER_ENCODER = ("CITEQA_DOCUMENT_EMBEDDER_ARGS", '{"prefix": "paragraph: "}')


def rows(data: Path, sql: str) -> list[tuple[object, ...]]:
    connection = sqlite3.connect(data / "citeqa.sqlite")
    try:
        return connection.execute(sql).fetchall()
    finally:
        connection.close()


def answers(run: Run, data: Path) -> bool:
    return run("ask", PIRACY, "--data-dir", data).stdout.startswith("Cotonou")


def test_other_passages(run: Run, own_data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = rows(own_data, "SELECT count(*), max(number) FROM passages")[0]
    origins = rows(own_data, "SELECT id, version, text, root, file, line FROM articles")
    monkeypatch.setenv("CITEQA_PASSAGE_PIECES", "48")
    result = run("reindex", "--data-dir", own_data)
    assert (result.exit_code, result.stdout) == (0, "12 reindexed\n")
    count, smallest = rows(own_data, "SELECT count(*), min(number) FROM passages")[0]
    assert isinstance(count, int) and count > 1.5 * int(str(before[0]))
    assert int(str(smallest)) > int(str(before[1]))
    assert rows(own_data, "SELECT id, version, text, root, file, line FROM articles") == origins
    recipes = rows(own_data, "SELECT DISTINCT recipe FROM articles")
    assert [str(recipe).startswith("passages:1:48:") for (recipe,) in recipes] == [True]
    assert not (own_data / FOLDER).exists()
    assert run("doctor", "--data-dir", own_data).exit_code == 0
    assert answers(run, own_data)


def test_another_encoder(run: Run, own_data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(*OTHER_ENCODER)
    text = own_data / "neu.txt"
    text.write_text("Une phrase de plus.", encoding="utf-8")
    refused = run("index", text, "--data-dir", own_data)
    assert refused.exit_code == 2
    assert "Run 'citeqa reindex'" in refused.stderr
    assert run("reindex", "--data-dir", own_data).exit_code == 0
    assert run("index", text, "--data-dir", own_data).exit_code == 0
    assert run("doctor", "--data-dir", own_data).exit_code == 0


def test_an_empty_index(run: Run, tmp_path: Path) -> None:
    result = run("reindex", "--data-dir", tmp_path / "data")
    assert (result.exit_code, result.stdout) == (0, "0 reindexed\n")


_KILLED = """
import os, signal
from pathlib import Path
from index import reindexing
from index.store.database import Database
from service.settings import load_settings
from service.wiring import build_engine

def die(*_):
    os.kill(os.getpid(), signal.SIGKILL)

reindexing._BATCH = 5
engine = build_engine(load_settings(data_dir=Path({data!r})))
"""
_WHILE_EMBEDDING = "reindexing.reindex(engine.store, engine.ingestor, die)"
_WHILE_REPLACING = """
engine.store.database.connection.create_function("die", 0, die)
reindexing._REPLACE = (*reindexing._REPLACE[:3], "SELECT die()")
reindexing.reindex(engine.store, engine.ingestor, lambda done, total: None)
"""


_VECTORS = "SELECT id, embedding FROM passages JOIN vectors USING (number) ORDER BY id"


@pytest.mark.parametrize("moment", [_WHILE_EMBEDDING, _WHILE_REPLACING])
def test_killed_in_the_middle(
    run: Run, own_data: Path, monkeypatch: pytest.MonkeyPatch, moment: str
) -> None:
    sql = "SELECT number, id, embedding FROM passages JOIN vectors USING (number)"
    before = rows(own_data, sql)
    with monkeypatch.context() as changed:
        changed.setenv(*OTHER_ENCODER)
        script = _KILLED.format(data=str(own_data)) + moment
        killed = subprocess.run([sys.executable, "-c", script], check=False)
        assert killed.returncode == -signal.SIGKILL
    assert rows(own_data, sql) == before
    assert answers(run, own_data)
    assert run("doctor", "--data-dir", own_data).exit_code == 0
    made = sqlite3.connect(own_data / FOLDER / "citeqa.sqlite")
    assert made.execute("SELECT count(*) FROM articles").fetchone()[0] in (5, 12)
    made.close()
    # With the other encoder it goes on; with the old one, what was left is of no use.
    for setting in (OTHER_ENCODER, ("CITEQA_DOCUMENT_EMBEDDER_ARGS", "{}")):
        monkeypatch.setenv(*setting)
        assert run("reindex", "--data-dir", own_data).exit_code == 0
        assert run("doctor", "--data-dir", own_data).exit_code == 0
    assert answers(run, own_data)


def test_leftovers_of_another_encoder_are_not_used(
    run: Run, own_data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as changed:
        changed.setenv(*OTHER_ENCODER)
        script = _KILLED.format(data=str(own_data)) + _WHILE_EMBEDDING
        subprocess.run([sys.executable, "-c", script], check=False)
    assert (own_data / FOLDER).exists()
    expected = rows(own_data, _VECTORS)
    assert run("reindex", "--data-dir", own_data).exit_code == 0
    assert rows(own_data, _VECTORS) == expected


def test_articles_that_change_meanwhile_are_taken_along(run: Run, own_data: Path) -> None:
    engine = build_engine(load_settings(data_dir=own_data))
    other = build_engine(load_settings(data_dir=own_data))
    record = own_data / "neu.json"
    record.write_text(json.dumps({"id": "neu", "text": "Le pont a rouvert lundi."}))

    def meanwhile(done: int, total: int) -> None:
        if "neu" not in other.store.ids():
            run("index", record, "--data-dir", own_data)
            other.delete("sommet-lome")

    assert reindex(engine.store, engine.ingestor, meanwhile) == 12
    assert other.article("neu").passages == 1
    assert "sommet-lome" not in other.store.ids()
    assert run("doctor", "--data-dir", own_data).exit_code == 0


def test_an_ingest_that_is_overtaken_stores_no_vectors_of_the_old_encoder(
    run: Run, own_data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = build_engine(load_settings(data_dir=own_data))
    real = old.ingestor._passages

    def overtaken(*arguments: Any) -> Any:
        passages = real(*arguments)
        monkeypatch.setenv(*OTHER_ENCODER)
        assert run("reindex", "--data-dir", own_data).exit_code == 0
        return passages

    monkeypatch.setattr(old.ingestor, "_passages", overtaken)
    with pytest.raises(StoreMismatch):
        old.add([Article("neu", "Le pont a rouvert lundi.")])
    assert run("doctor", "--data-dir", own_data).exit_code == 0


def test_one_at_a_time(own_data: Path) -> None:
    engine = build_engine(load_settings(data_dir=own_data))

    def again(done: int, total: int) -> None:
        with pytest.raises(StoreBusy, match="Another process is reindexing"):
            reindex(engine.store, engine.ingestor, lambda done, total: None)

    reindex(engine.store, engine.ingestor, again)
