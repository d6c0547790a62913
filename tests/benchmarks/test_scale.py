"""The benchmark of sizes, small: that it still runs, and that what it draws is right."""

import json
from pathlib import Path

import numpy as np
import pytest
from haystack import Document

from benchmarks.scale.__main__ import main
from benchmarks.scale.corpus import Corpus
from benchmarks.scale.filters import KEPT, filters, mask
from benchmarks.scale.goals import goals
from benchmarks.scale.measuring import Extent, measures
from benchmarks.scale.seed import Seed
from benchmarks.scale.storing import remembered_terms, store
from index.store import writing
from index.store.passage_store import PassageStore
from index.text.terms import terms

SIZE = 300

QUESTIONS = ["Qui a planté les tilleuls ?", "Who planted the trees?", "Quelle est la recette ?"]


@pytest.fixture(scope="module")
def seed() -> Seed:
    """Sentences of a few words, and vectors that mean nothing."""
    random = np.random.default_rng(1)
    words = "maire ville tilleul arbre planté recette été école l’eau train année pays".split()
    texts = [" ".join(random.choice(words, random.integers(20, 60))) for _ in range(40)]
    vectors = random.normal(size=(40 + len(QUESTIONS), 384)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    languages = ["fr" if n % 5 else "en" for n in range(40)]
    return Seed(texts, languages, vectors[:40], QUESTIONS, ["fr", "en", "fr"], vectors[40:])


@pytest.fixture(scope="module")
def drawn(seed: Seed, tmp_path_factory: pytest.TempPathFactory) -> PassageStore:
    folder = tmp_path_factory.mktemp("drawn")
    store(seed, SIZE, folder)
    return PassageStore(folder)


def test_every_measure_gives_rows(seed: Seed, tmp_path: Path) -> None:
    seed.write(tmp_path)
    found = dict(
        measures(seed, SIZE, tmp_path, Extent(questions=3, starts=1, workers=(2,), seconds=0.5))
    )
    titles = "Made, Disk, Start-up, Memory, Retrieval, Recall, FTS5, While serving, Other stores"
    assert list(found) == titles.split(", ")
    assert all(rows and json.dumps(rows) for rows in found.values())
    exact = {row["kept"]: row for row in found["Recall"] if "recall@20" in row}
    assert list(exact) == list(KEPT)
    assert {row["recall@20"] for row in exact.values()} == {1.0}
    assert {row["same of the best ten"] for row in found["FTS5"] if "same of the best ten" in row}
    assert len(found["Retrieval"]) == 4 * (2 * len(KEPT) - 1)
    assert [row["meanwhile"] for row in found["While serving"]][1] == "articles come in"
    assert all("passages/s" in row for row in found["While serving"])
    assert not list(tmp_path.glob("*-served"))
    assert {row["goal"]: row["met"] for row in goals(found)}["recall@20, any filter"] == "yes"
    assert all(float(row["mapped MB"]) > 0 for row in found["Memory"])


def test_filters_keep_what_the_masks_say(drawn: PassageStore) -> None:
    for kept in KEPT:
        for variant in (0, 1, 77):
            ids = {doc.id for doc in drawn.filter_documents(filters(kept, SIZE, variant))}
            everything = [doc.id for doc in drawn.filter_documents()]
            wanted = mask(kept, SIZE, variant)
            assert ids == {
                each for each, is_kept in zip(everything, wanted, strict=True) if is_kept
            }


@pytest.mark.parametrize(("kept", "share"), [("50%", 0.5), ("5%", 0.05), ("0.1%", 0.001)])
def test_filters_keep_the_share_that_they_are_named_for(kept: str, share: float) -> None:
    for variant in range(0, 150, 7):
        assert mask(kept, 100_000, variant).mean() == pytest.approx(share, rel=0.1)
        assert mask("3", 100_000, variant).sum() == 3


def test_the_same_seed_gives_the_same_corpus(seed: Seed) -> None:
    def drawn(first: int) -> list[Document]:
        return [doc for _, docs in Corpus(seed).articles(first, 50) for doc in docs]

    assert drawn(0) == drawn(0)
    assert {doc.id for doc in drawn(0)}.isdisjoint(doc.id for doc in drawn(50))


def test_offsets_are_those_of_the_articles(seed: Seed) -> None:
    for article, documents in Corpus(seed).articles(0, 50):
        for document in documents:
            text = article.text[document.meta["start"] : document.meta["end"]]
            assert text == document.content
            assert np.linalg.norm(document.embedding or []) == pytest.approx(1.0, abs=1e-5)


def test_remembered_terms_are_the_terms(seed: Seed) -> None:
    texts = [doc.content for _, docs in Corpus(seed).articles(0, 50) for doc in docs]
    with remembered_terms():
        for text in [*texts, "L’été, c’est « Élysée »… 3,5 %\u00a0!"]:
            assert writing.terms(text or "", "fr") == terms(text or "", "fr")


@pytest.mark.parametrize("sizes", ["7", "x", "60,50"])
def test_sizes_are_whole_turns(sizes: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="2"):
        main(["--sizes", sizes])
    assert "--sizes" in capsys.readouterr().err
