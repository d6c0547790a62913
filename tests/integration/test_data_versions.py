"""Data directories that an older version made, and one of a newer version."""

import json
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FILE = "citeqa.sqlite"
#: Question, answer, and where it stands, as the version that made the directory gave them.
KNOWN = [
    ("Combien de marches compte le phare de Kerlouan ?", "202 marches", "brève", 28),
    ("Who leads the local cooperative?", "Madam Ayinpoka Atubiga", "sugar-trap", 1762),
    ("How many villages did the trial cover?", "44", "sugar-trap", 304),
]


@pytest.fixture
def older(tmp_path):
    """The data directory of schema 1."""
    data = tmp_path / "data"
    data.mkdir()
    connection = sqlite3.connect(data / FILE)
    connection.execute("PRAGMA journal_mode = WAL")
    script = (ROOT / "tests/data/schema-1.sql").read_text(encoding="utf-8")
    connection.executescript(f"BEGIN;{script}COMMIT;")
    connection.close()
    return data


def _answers(citeqa):
    found = []
    for question, *_ in KNOWN:
        reply = citeqa.ask(question)
        place = reply["answers"][0]["citations"][0]
        found.append((question, reply["answer"], place["article_id"], place["start"]))
        shown = json.loads(citeqa.run("articles", "show", "--json", place["article_id"]).stdout)
        assert place["article_version"] == shown["version"]
        assert shown["text"][place["start"] : place["end"]] == reply["answer"]
        assert shown["text"][place["quote_start"] : place["quote_end"]] == place["quote"]
    return found


def test_an_older_data_directory_answers_as_before(older, command_line):
    citeqa = command_line(older)

    assert _answers(citeqa) == KNOWN
    citeqa.must_be_sound()


def test_an_older_data_directory_can_be_written_to(older, command_line):
    citeqa = command_line(older)

    for name, change in (
        ("sugar-trap.html", "0 added, 0 changed"),
        ("tunnel-grand-merle.txt", "1"),
    ):
        done = citeqa.run("index", ROOT / "examples/articles" / name)
        assert (done.returncode, done.stdout[: len(change)]) == (0, change), done.stderr
    assert citeqa.run("articles", "delete", "brève").returncode == 0

    reply = citeqa.ask(KNOWN[0][0])
    assert "202 marches" not in json.dumps(reply)
    assert reply["index"]["articles"] == 3
    citeqa.must_be_sound()


#: Opens a copy of the directory for each of many processes, and kills each while it opens.
_KILL_WHILE_OPENING = """
import random, shutil, sys, time
from pathlib import Path
from benchmarks.crash.forking import apart, kill, spawn
from benchmarks.crash.warmth import warm_up
from index.store.article_store import ArticleStore
from index.store.passage_store import PassageStore

older, copy, chance = Path(sys.argv[1]), Path(sys.argv[2]), random.Random(1)
warm_up()

def opened():
    store = PassageStore(copy)
    texts = [(doc.id, doc.content, doc.embedding) for doc in store.filter_documents()]
    hits = [hit.id for hit in store.bm25_retrieval("phare", None, 9, "fr")]
    return list(ArticleStore(store.database).ids()), texts, hits, store.warm_up()

shutil.copytree(older, copy)
whole = apart(opened)
assert len(whole[0]) == 3 and whole[2], whole
for _ in range(15):
    shutil.rmtree(copy)
    shutil.copytree(older, copy)
    for _ in range(2):
        pid = spawn(opened)
        time.sleep(chance.uniform(0, 0.05))
        kill(pid)
    assert apart(opened) == whole
"""


def test_a_process_that_is_killed_while_it_opens_an_older_one(older, tmp_path, command_line):
    command = [sys.executable, "-c", _KILL_WHILE_OPENING, older, tmp_path / "copy"]

    done = subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False
    )

    assert done.returncode == 0, done.stderr
    command_line(tmp_path / "copy").must_be_sound()


@pytest.mark.parametrize(
    "arguments",
    [
        ["ask", "Combien de marches ?"],
        ["index", ROOT / "examples" / "articles"],
        ["serve", "--bind", "127.0.0.1:0"],
        ["articles", "list"],
        ["reindex"],
    ],
    ids=lambda arguments: arguments[0],
)
def test_a_newer_data_directory_is_refused(older, arguments, command_line):
    connection = sqlite3.connect(older / FILE)
    connection.execute("UPDATE facts SET value = '99' WHERE name = 'schema'")
    connection.commit()
    connection.close()
    before = (older / FILE).read_bytes()

    done = command_line(older).run(*arguments)

    assert done.returncode == 2
    assert done.stderr.startswith("Error: ") and "schema 99" in done.stderr
    assert "Traceback" not in done.stderr
    assert (older / FILE).read_bytes() == before
