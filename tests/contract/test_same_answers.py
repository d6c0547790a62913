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


@pytest.mark.skipif(not QUESTIONS.exists(), reason="../shared, with the questions, is not there")
def test_the_same_ten_passages(open_cluster: Callable[[], Any], tmp_path: Path) -> None:
    loaded = load([SHARED / "articles"], Limits(1 << 20, 1 << 20))
    given = [Submission(each.article) for each in loaded if isinstance(each, LoadedArticle)]
    embedder = OnnxDocumentEmbedder()
    local = PassageStore(tmp_path)
    ingestor = Ingestor(ArticleStore(local.database), PassageSplitter(), embedder, embedder.name)
    ingestor.ingest(given)
    articles, passages = open_cluster()
    ingestor.into(articles).ingest(given)
    assert passages.count_documents() == local.count_documents() > 10
    asking = OnnxTextEmbedder()
    for line in QUESTIONS.read_text(encoding="utf-8").splitlines():
        vector = asking.run(json.loads(line)["question"])["embedding"]
        expected = local.embedding_retrieval(vector, top_k=10)
        found = passages.embedding_retrieval(vector, top_k=10)
        assert [doc.id for doc in found] == [doc.id for doc in expected]
        assert [doc.meta for doc in found] == [doc.meta for doc in expected]
        scores = [doc.score for doc in expected]
        assert [doc.score for doc in found] == pytest.approx(scores, abs=1e-5)
