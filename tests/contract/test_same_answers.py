"""The same passages for the same questions, whichever store has them."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from index.encoding import OnnxDocumentEmbedder, OnnxTextEmbedder
from index.ingesting import Ingestor, Submission
from index.loading import Limits, LoadedArticle, load
from index.passages import PassageSplitter
from index.store.article_store import ArticleStore
from index.store.passage_store import PassageStore

SHARED = Path(__file__).parents[3] / "shared"
QUESTIONS = SHARED / "questions" / "summit-dev.jsonl"


@pytest.fixture(scope="module")
def local(tmp_path_factory: pytest.TempPathFactory) -> PassageStore:
    if not QUESTIONS.exists():
        pytest.skip("../shared, with the questions, is not there")
    store = PassageStore(tmp_path_factory.mktemp("local"))
    embedder = OnnxDocumentEmbedder()
    ingestor = Ingestor(ArticleStore(store.database), PassageSplitter(), embedder, embedder.name)
    loaded = load([SHARED / "articles"], Limits(1 << 20, 1 << 20))
    ingestor.ingest(
        [Submission(each.article) for each in loaded if isinstance(each, LoadedArticle)]
    )
    return store


@pytest.fixture(scope="module")
def vectors(local: PassageStore) -> list[list[float]]:
    embedder = OnnxTextEmbedder()
    lines = QUESTIONS.read_text(encoding="utf-8").splitlines()
    return [embedder.run(json.loads(line)["question"])["embedding"] for line in lines]


def test_the_same_ten_passages(
    open_cluster: Callable[[], Any], local: PassageStore, vectors: list[list[float]]
) -> None:
    articles, passages = open_cluster()
    source = ArticleStore(local.database)
    with articles.writing() as writer:
        for article_id in source.ids():
            article, found = source.article(article_id).article, source.passages_of(article_id)
            writer.replace(article, found, "recipe", None)
    assert passages.count_documents() == local.count_documents() > 10
    for vector in vectors:
        expected = local.embedding_retrieval(vector, top_k=10)
        found = passages.embedding_retrieval(vector, top_k=10)
        assert [doc.id for doc in found] == [doc.id for doc in expected]
        assert [doc.meta for doc in found] == [doc.meta for doc in expected]
        scores = [doc.score for doc in expected]
        assert [doc.score for doc in found] == pytest.approx(scores, abs=1e-5)
