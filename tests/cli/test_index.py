"""`citeqa index`."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from haystack import Document

from index.encoding import OnnxDocumentEmbedder
from index.ingesting import Ingestor
from index.store.article_store import ArticleStore
from tests.cli.conftest import EXAMPLES, Run

TEXTS = {
    "un": "Le pont de Brissac a été inauguré mardi par Odile Ferrand.",
    "deux": "La mairie de Corbeny vend son ancien lavoir pour un euro.",
    "sous/trois": "Le facteur de Lussan a parcouru 30 kilomètres à vélo.",
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    root = tmp_path / "articles"
    for name, text in TEXTS.items():
        file = root / f"{name}.txt"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    return root


def ids(run: Run) -> list[str]:
    result = run("articles", "list", "--json")
    return [each["id"] for each in json.loads(result.stdout)["articles"]]


def test_the_same_again_changes_nothing_and_embeds_nothing(
    run: Run, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = run("index", folder)
    assert (first.exit_code, first.stderr) == (0, "")
    assert first.stdout == "3 added, 0 changed, 0 unchanged, 0 removed, 0 failed\n"

    def unexpected(self: OnnxDocumentEmbedder, documents: list[Document]) -> dict[str, Any]:
        raise AssertionError("embeds")

    monkeypatch.setattr(OnnxDocumentEmbedder, "run", unexpected)
    again = run("index", folder)
    assert again.exit_code == 0
    assert again.stdout == "0 added, 0 changed, 3 unchanged, 0 removed, 0 failed\n"


def test_changed_and_new_articles_are_counted(run: Run, folder: Path) -> None:
    run("index", folder)
    (folder / "un.txt").write_text("Le pont de Brissac est fermé.", encoding="utf-8")
    (folder / "quatre.md").write_text("# Titre\n\nUne phrase pour finir.", encoding="utf-8")
    result = run("index", folder)
    assert result.stdout == "1 added, 1 changed, 2 unchanged, 0 removed, 0 failed\n"


def test_a_broken_file_is_named_and_the_rest_goes_in(run: Run, folder: Path) -> None:
    (folder / "vide.txt").write_bytes(b"")
    lines = ['{"id": "a", "text": "Une phrase."}', "{broken", '{"id": "b", "text": "Deux."}']
    (folder / "liste.jsonl").write_text("\n".join(lines), encoding="utf-8")
    result = run("index", folder)
    assert result.exit_code == 1
    assert result.stdout == "5 added, 0 changed, 0 unchanged, 0 removed, 2 failed\n"
    first, second = result.stderr.splitlines()
    assert first.startswith(f"{folder / 'liste.jsonl'}:2: ")
    assert second == f"{folder / 'vide.txt'}: is empty"


def test_an_article_that_cannot_be_stored_takes_no_other_with_it(
    run: Run, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = OnnxDocumentEmbedder.run

    def failing(self: OnnxDocumentEmbedder, documents: list[Document]) -> dict[str, Any]:
        if any("lavoir" in (each.content or "") for each in documents):
            raise RuntimeError("no vector for this")
        result: dict[str, Any] = real(self, documents=documents)
        return result

    monkeypatch.setattr(OnnxDocumentEmbedder, "run", failing)
    result = run("index", folder)
    assert result.exit_code == 1
    assert result.stderr == f"{folder / 'deux.txt'}: cannot be stored: no vector for this\n"
    assert ids(run) == ["sous/trois", "un"]


def test_a_missing_path_is_wrong_usage_and_nothing_happens(run: Run, folder: Path) -> None:
    run("index", folder)
    (folder / "un.txt").unlink()
    result = run("index", "--prune", folder, folder / "nowhere")
    assert result.exit_code == 2
    assert "does not exist" in result.stderr
    assert ids(run) == ["deux", "sous/trois", "un"]


def test_prune_removes_what_the_folder_no_longer_has(run: Run, folder: Path) -> None:
    run("index", folder, EXAMPLES)
    (folder / "un.txt").unlink()
    kept = run("index", folder)
    assert kept.stdout == "0 added, 0 changed, 2 unchanged, 0 removed, 0 failed\n"
    pruned = run("index", "--prune", folder)
    assert pruned.stdout == "0 added, 0 changed, 2 unchanged, 1 removed, 0 failed\n"
    assert len(ids(run)) == 12 + 2


def test_prune_takes_the_folder_however_it_is_named(run: Run, folder: Path, tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(folder)
    run("index", folder)
    (folder / "un.txt").unlink()
    result = run("index", "--prune", "link/../articles/")
    assert result.stdout == "0 added, 0 changed, 2 unchanged, 1 removed, 0 failed\n"


def test_prune_with_a_single_file_leaves_its_siblings(run: Run, folder: Path) -> None:
    run("index", folder)
    (folder / "un.txt").unlink()
    result = run("index", "--prune", folder / "deux.txt")
    assert result.stdout == "0 added, 0 changed, 1 unchanged, 0 removed, 0 failed\n"


def test_prune_of_an_empty_folder_removes_nothing(run: Run, folder: Path) -> None:
    run("index", folder)
    for file in folder.rglob("*.txt"):
        file.unlink()
    result = run("index", "--prune", folder)
    assert result.exit_code == 1
    assert result.stdout == "0 added, 0 changed, 0 unchanged, 0 removed, 1 failed\n"
    assert result.stderr == f"{folder}: has no articles any more; none were removed\n"


def test_an_article_that_is_deleted_meanwhile(
    run: Run, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("index", folder)
    origins_of = ArticleStore.origins_of

    def deleted(self: ArticleStore, ids: Sequence[str]) -> Any:
        found = origins_of(self, ids)
        self.delete_all(["deux"])
        return found

    monkeypatch.setattr(ArticleStore, "origins_of", deleted)
    result = run("index", folder)
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout == "1 added, 0 changed, 2 unchanged, 0 removed, 0 failed\n"


def test_an_id_that_a_file_of_another_folder_has(run: Run, folder: Path, tmp_path: Path) -> None:
    run("index", folder)
    other = tmp_path / "other"
    other.mkdir()
    (other / "deux.txt").write_text("Une tout autre phrase.", encoding="utf-8")
    result = run("index", other)
    assert result.exit_code == 1
    assert "the id 'deux' belongs to" in result.stderr
    # A folder that was moved brings its articles along.
    (folder / "deux.txt").unlink()
    assert run("index", other).stdout == "0 added, 1 changed, 0 unchanged, 0 removed, 0 failed\n"


def test_prune_keeps_the_articles_of_a_file_with_failures(run: Run, folder: Path) -> None:
    file = folder / "liste.jsonl"
    lines = ['{"id": "a", "text": "Une phrase."}', '{"id": "b", "text": "Deux phrases."}']
    file.write_text("\n".join(lines), encoding="utf-8")
    run("index", folder)
    file.write_text(lines[0] + "\n{broken", encoding="utf-8")
    result = run("index", "--prune", folder)
    assert result.stdout == "0 added, 0 changed, 4 unchanged, 0 removed, 1 failed\n"
    assert "b" in ids(run)
    file.write_text(lines[0], encoding="utf-8")
    assert "1 removed" in run("index", "--prune", folder).stdout


def test_prune_keeps_what_stands_in_a_folder_that_cannot_be_read(
    run: Run, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("index", folder)
    real = os.scandir

    def refusing(path: str) -> Any:
        if str(path).endswith("sous"):
            raise PermissionError(13, "Permission denied", str(path))
        return real(path)

    monkeypatch.setattr(os, "scandir", refusing)
    result = run("index", "--prune", folder)
    assert (result.exit_code, "0 removed, 1 failed" in result.stdout) == (1, True)
    assert "sous/trois" in ids(run)


def test_what_is_in_when_interrupted_stays_in(
    run: Run, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, calls = Ingestor.ingest, iter(range(9))

    def interrupted(self: Ingestor, *arguments: Any, **named: Any) -> Any:
        if next(calls):
            raise KeyboardInterrupt
        return real(self, *arguments, **named)

    monkeypatch.setattr("index.indexing.BATCH_ARTICLES", 1)
    monkeypatch.setattr(Ingestor, "ingest", interrupted)
    result = run("index", "--prune", folder)
    assert result.exit_code == 130
    assert result.stderr == "Interrupted.\n"
    assert result.stdout == "1 added, 0 changed, 0 unchanged, 0 removed, 0 failed\n"
    assert ids(run) == ["deux"]


def test_an_interrupt_from_the_keyboard_ends_the_process_in_plain_words(tmp_path: Path) -> None:
    text = " ".join(f"La phrase numéro {number} est ici." for number in range(300))
    for number in range(200):
        (tmp_path / f"{number}.txt").write_text(f"{number}. {text}", encoding="utf-8")
    citeqa = Path(sys.executable).with_name("citeqa")
    # Where the tests run in the background of a shell, interrupts are ignored.
    heeding = ["env", "--default-signal=INT"]
    process = subprocess.Popen(
        [*heeding, citeqa, "index", tmp_path, "--data-dir", tmp_path / "d"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    database = tmp_path / "d" / "citeqa.sqlite"
    deadline = time.monotonic() + 30
    while not database.exists() and time.monotonic() < deadline:
        time.sleep(0.05)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)
    assert (process.returncode, err) == (130, "Interrupted.\n")
    assert out.endswith("0 removed, 0 failed\n")


def test_a_wrong_setting_is_one_line(
    run: Run, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CITEQA_MAX_FILE_BYTES", "many")
    result = run("index", folder)
    assert result.exit_code == 2
    assert result.stderr.startswith("Error: max_file_bytes (CITEQA_MAX_FILE_BYTES): ")
    assert result.stderr.count("\n") == 1
