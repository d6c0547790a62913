"""From one store into another."""

import signal
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from index.article import Article
from index.errors import (
    NothingToMigrate,
    StoreMismatch,
    StoreUnavailable,
    TargetDiffers,
    TargetHasMore,
)
from index.ingesting import Submission
from index.migrating import Comparison, Migrated, compare, migrate
from index.migrating.entry import entries
from index.store.article_store import ArticleStore
from index.store.database import Database
from index.stored import Origin
from tests.conftest import Desk
from tests.memory_articles import MemoryArticles

ENCODER = "hash:1"


def quiet(done: int, total: int) -> None:
    pass


@pytest.fixture(autouse=True)
def _small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("index.migrating.copying.BATCH", 3)
    monkeypatch.setattr("index.migrating.comparing.BATCH", 4)


@pytest.fixture
def filled(desk: Desk) -> Desk:
    """Ten articles, some of files; one has no passage."""
    for number in range(10):
        text = f"Le maire a planté {number} tilleuls. " * (1 + 20 * (number % 3))
        article = Article(f"é{number}", text, title="Été", meta={"rank": 1.0, "tags": ["a"]})
        origin = Origin("/a", f"/a/{number}.txt", number or None) if number % 2 else None
        desk.ingestor.ingest([Submission(article, origin)])
    desk.engine.add([Article("vide", "---\n")])
    return desk


@pytest.fixture
def other(tmp_path: Path) -> ArticleStore:
    return ArticleStore(Database(tmp_path / "other"))


def compared(source: Any, target: Any) -> Comparison:
    return compare(source, target, quiet)


def test_all_of_it_arrives_and_comes_back(
    filled: Desk, other: ArticleStore, new_desk: type[Desk]
) -> None:
    between, batches = MemoryArticles(), len(filled.embedder.batches)
    assert migrate(filled.articles, between, ENCODER, quiet) == Migrated(copied=11)
    assert migrate(between, other, ENCODER, quiet) == Migrated(copied=11)
    assert len(filled.embedder.batches) == batches  # nothing is embedded anew
    found = compared(filled.articles, other)
    assert found.source == found.target == compared(filled.articles, between).target
    assert (found.difference, found.source.articles) == (None, 11)
    assert found.source.passages == filled.articles.state().passages
    ids = list(filled.articles.ids())
    assert entries(other, ids) == entries(filled.articles, ids) == between.entries
    one = filled.engine.ask("Combien de tilleuls ?", top_k=5)
    two = new_desk(other.database.data_dir).engine.ask("Combien de tilleuls ?", top_k=5)
    assert one.answers == two.answers and one.answered


def test_again_nothing_is_written(filled: Desk) -> None:
    target = MemoryArticles()
    migrate(filled.articles, target, ENCODER, quiet)
    target.batches.clear()
    assert migrate(filled.articles, target, ENCODER, quiet) == Migrated(unchanged=11)
    assert target.batches == []


def test_what_changed_is_copied_again(filled: Desk) -> None:
    target = MemoryArticles()
    migrate(filled.articles, target, ENCODER, quiet)
    moved = Submission(filled.engine.article("é0").article, Origin("/b", "/b/0.txt"))
    filled.ingestor.ingest([moved])
    filled.engine.add([Article("é10", "Le maire a planté des ormes.")])
    assert migrate(filled.articles, target, ENCODER, quiet) == Migrated(copied=2, unchanged=10)
    assert compared(filled.articles, target).difference is None
    assert target.origins_of(["é0"]) == {"é0": Origin("/b", "/b/0.txt")}


def test_a_run_that_failed_goes_on_where_it_was(filled: Desk) -> None:
    target = MemoryArticles(fails_after=2)
    seen: list[tuple[int, int]] = []
    with pytest.raises(StoreUnavailable):
        migrate(filled.articles, target, ENCODER, lambda *each: seen.append(each))
    assert seen == [(3, 11), (6, 11)]
    target.fails_after = None
    assert migrate(filled.articles, target, ENCODER, quiet) == Migrated(copied=5, unchanged=6)
    written = [each for batch in target.batches for each in batch]
    assert sorted(written) == target.ids() == list(filled.articles.ids())


_KILLED = """
import os, signal, sys
from pathlib import Path
from index.migrating import copying
from index.store.article_store import ArticleStore
from index.store.database import Database

def die(done, total):
    if done >= 6:
        os.kill(os.getpid(), signal.SIGKILL)

copying.BATCH = 3
source, target = (ArticleStore(Database(Path(each))) for each in sys.argv[1:])
copying.migrate(source, target, "hash:1", die)
"""


def test_killed_in_the_middle(filled: Desk, other: ArticleStore) -> None:
    folders = [filled.articles.database.data_dir, other.database.data_dir]
    killed = subprocess.run([sys.executable, "-c", _KILLED, *folders], check=False)
    assert killed.returncode == -signal.SIGKILL
    assert other.state().articles == 6
    assert compared(filled.articles, other).difference == "é5"
    assert migrate(filled.articles, other, ENCODER, quiet) == Migrated(copied=5, unchanged=6)
    assert compared(filled.articles, other).difference is None


def test_what_only_the_target_has(filled: Desk, make_article: Callable[..., Article]) -> None:
    target = MemoryArticles()
    with target.writing() as writer:
        writer.note_encoder(ENCODER)
        for name in ("neu", "zwei"):
            writer.replace(make_article(name), [], "recipe", None)
    with pytest.raises(TargetHasMore, match=r"has 2 articles .* such as 'neu'; --prune"):
        migrate(filled.articles, target, ENCODER, quiet)
    assert target.ids() == ["neu", "zwei"]
    done = migrate(filled.articles, target, ENCODER, quiet, prune=True)
    assert done == Migrated(copied=11, removed=2)
    assert compared(filled.articles, target).difference is None


def test_what_may_be_newer_in_the_target(filled: Desk) -> None:
    target = MemoryArticles()
    migrate(filled.articles, target, ENCODER, quiet)
    for name in ("é4", "é8"):
        filled.engine.put(Article(name, "Le maire a planté des ormes."))
    filled.engine.delete("é2")
    target.batches.clear()
    with pytest.raises(TargetDiffers, match=r"has 2 articles .* such as 'é4'; --replace"):
        migrate(filled.articles, target, ENCODER, quiet, prune=True)
    assert (target.batches, len(target.ids())) == ([], 11)
    done = migrate(filled.articles, target, ENCODER, quiet, prune=True, replace=True)
    assert done == Migrated(copied=2, unchanged=8, removed=1)
    assert compared(filled.articles, target).difference is None


def test_what_a_comparison_finds_is_mended(filled: Desk) -> None:
    target = MemoryArticles()
    migrate(filled.articles, target, ENCODER, quiet)
    target.spoil("é7")
    assert migrate(filled.articles, target, ENCODER, quiet) == Migrated(unchanged=11)
    assert compared(filled.articles, target).difference == "é7"
    mended = migrate(filled.articles, target, ENCODER, quiet, replace=True)
    assert mended == Migrated(copied=1, unchanged=10)
    assert compared(filled.articles, target).difference is None


def test_an_empty_source_removes_nothing(filled: Desk) -> None:
    with pytest.raises(NothingToMigrate):
        migrate(MemoryArticles(), filled.articles, ENCODER, quiet, prune=True)
    assert filled.articles.state().articles == 11


def test_vectors_of_another_encoder(filled: Desk) -> None:
    with pytest.raises(StoreMismatch):
        migrate(filled.articles, MemoryArticles(), "hash:2", quiet)
    target = MemoryArticles()
    migrate(filled.articles, target, ENCODER, quiet)
    target.encoder = "hash:2"
    with pytest.raises(StoreMismatch):
        migrate(filled.articles, target, ENCODER, quiet)


def test_the_smallest_difference_is_found(filled: Desk) -> None:
    target = MemoryArticles()
    migrate(filled.articles, target, ENCODER, quiet)
    target.spoil("é7")
    found = compared(filled.articles, target)
    assert found.difference == "é7"
    assert found.source.checksum != found.target.checksum
    assert (found.source.articles, found.source.passages) == (
        found.target.articles,
        found.target.passages,
    )
    target.delete("é3")
    assert compared(filled.articles, target).difference == "é3"


def test_a_vector_is_compared_as_float32(filled: Desk) -> None:
    """Which is what other stores keep of it."""
    target = MemoryArticles()
    migrate(filled.articles, target, ENCODER, quiet)
    for name, entry in target.entries.items():
        passages = [
            replace(each, embedding=np.float32(each.embedding).tolist()) for each in entry.passages
        ]
        target.entries[name] = replace(entry, passages=passages)
    assert compared(filled.articles, target).difference is None


def test_an_article_that_goes_meanwhile(filled: Desk) -> None:
    target = MemoryArticles()
    real = filled.articles.ids

    class Shrinking:
        def __getattr__(self, name: str) -> Any:
            return getattr(filled.articles, name)

        def ids(self) -> list[str]:
            return [*real(), "gone"]

    source: Any = Shrinking()
    done = migrate(source, target, ENCODER, quiet)
    assert done.copied == 11
