"""`citeqa migrate`."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from haystack import Document

from index.article import Article
from index.store.passage_store import PassageStore
from service import stores
from service.settings import Settings
from tests.cli.conftest import Run
from tests.memory_articles import MemoryArticles


@pytest.fixture
def milvus(monkeypatch: pytest.MonkeyPatch) -> MemoryArticles:
    """A store in memory, where the settings would name one on another machine."""
    store, real = MemoryArticles(), stores.open_stores

    def opened(settings: Settings, kind: Any = None) -> Any:
        return (store, None) if kind == "milvus" else real(settings, kind)

    monkeypatch.setattr(stores, "open_stores", opened)
    return store


def test_there_and_back(
    run: Run, shared_data: Path, tmp_path: Path, milvus: MemoryArticles
) -> None:
    there = run("migrate", "--to", "milvus", "--data-dir", shared_data)
    assert (there.exit_code, there.stderr) == (0, "")
    first, one, two = there.stdout.splitlines()
    assert first == "12 copied, 0 unchanged, 0 removed"
    assert re.fullmatch("sqlite: 12 articles, 59 passages, sha256 [0-9a-f]{64}", one)
    assert two == one.replace("sqlite", "milvus")
    back = run("migrate", "--to", "sqlite", "--data-dir", tmp_path / "new")
    assert back.stdout.splitlines() == [first, two, one]
    assert run("doctor", "--data-dir", tmp_path / "new").exit_code == 0
    again = run("migrate", "--to", "milvus", "--data-dir", shared_data)
    assert again.stdout.splitlines()[0] == "0 copied, 12 unchanged, 0 removed"


def test_more_in_the_target(run: Run, own_data: Path, milvus: MemoryArticles) -> None:
    run("migrate", "--to", "milvus", "--data-dir", own_data)
    run("articles", "delete", "sommet-lome", "--data-dir", own_data)
    refused = run("migrate", "--to", "milvus", "--data-dir", own_data)
    assert (refused.exit_code, refused.stderr.count("\n")) == (2, 1)
    assert "such as 'sommet-lome'; --prune removes them." in refused.stderr
    pruned = run("migrate", "--to", "milvus", "--prune", "--data-dir", own_data)
    assert pruned.stdout.startswith("0 copied, 11 unchanged, 1 removed\n")


def test_another_version_in_the_target(run: Run, own_data: Path, milvus: MemoryArticles) -> None:
    run("migrate", "--to", "milvus", "--data-dir", own_data)
    entry = milvus.entries["sommet-lome"]
    newer = Article("sommet-lome", "Le sommet de Lomé s’ouvre lundi.")
    milvus.entries["sommet-lome"] = replace(entry, article=newer, passages=[])
    refused = run("migrate", "--to", "milvus", "--data-dir", own_data)
    assert (refused.exit_code, refused.stderr.count("\n")) == (2, 1)
    assert "such as 'sommet-lome'; --replace" in refused.stderr
    assert milvus.entries["sommet-lome"].article == newer
    replaced = run("migrate", "--to", "milvus", "--replace", "--data-dir", own_data)
    assert replaced.stdout.startswith("1 copied, 11 unchanged, 0 removed\n")


def test_documents_of_no_article_are_told_of(
    run: Run, own_data: Path, milvus: MemoryArticles
) -> None:
    store = PassageStore(own_data)
    vector = store.filter_documents()[0].embedding
    store.write_documents([Document(id="note", content="Une note.", embedding=vector)])
    result = run("migrate", "--to", "milvus", "--data-dir", own_data)
    assert result.exit_code == 0
    assert result.stderr == (
        "Not copied, as they belong to no article: passages of the source, 1 in all.\n"
    )


def test_a_difference_is_a_failure(
    run: Run, shared_data: Path, milvus: MemoryArticles, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = milvus.writing

    @contextmanager
    def spoiling() -> Iterator[Any]:
        with real() as writer:
            yield writer
        milvus.spoil("sommet-lome")

    monkeypatch.setattr(milvus, "writing", spoiling)
    result = run("migrate", "--to", "milvus", "--data-dir", shared_data)
    assert result.exit_code == 2
    assert result.stderr.startswith(
        "Error: The two stores differ, first in the article 'sommet-lome'."
    )
    assert len(set(re.findall("sha256 ([0-9a-f]{64})", result.stdout))) == 2


def test_no_source(run: Run, tmp_path: Path, milvus: MemoryArticles) -> None:
    result = run("migrate", "--to", "milvus", "--data-dir", tmp_path / "typo")
    assert (result.exit_code, list(tmp_path.iterdir())) == (2, [])
    assert result.stderr == f"Error: There is no index in {tmp_path / 'typo'}.\n"
    empty = run("migrate", "--to", "sqlite", "--data-dir", tmp_path / "new")
    assert (empty.exit_code, empty.stderr) == (2, "Error: There is no article to migrate.\n")
    assert list(tmp_path.iterdir()) == []


def test_milvus_is_away(
    run: Run, shared_data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CITEQA_MILVUS_URI", "http://127.0.0.1:9")
    monkeypatch.setenv("CITEQA_MILVUS_SECONDS", "0.5")
    result = run("migrate", "--to", "milvus", "--data-dir", shared_data)
    assert (result.exit_code, result.stdout) == (2, "")
    assert "Milvus" in result.stderr
    back = run("migrate", "--to", "sqlite", "--data-dir", tmp_path / "new")
    assert (back.exit_code, "Milvus" in back.stderr) == (2, True)
    assert not (tmp_path / "new").exists()
