"""What several tests need: the example index with the real models, and stand-ins."""

import os
import re
import sys
import zlib
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import hypothesis
import numpy as np
import pytest
from haystack import Document, ExtractedAnswer, component

from index.answers.calibration import Calibration, Weights
from index.answers.judging import Judge
from index.article import Article
from index.asking import AskingSettings, QuestionAnswerer
from index.citeqa import Citeqa
from index.ingesting import Ingestor, Submission
from index.loading import Limits, LoadedArticle, load
from index.passages import PassageSplitter
from index.retrieval.hybrid import HybridRetrieval, HybridSettings
from index.store.article_store import ArticleStore
from index.store.passage_store import PassageStore
from service.settings import Settings, load_settings
from service.wiring import build_engine

ROOT = Path(__file__).parents[1]
EXAMPLES = ROOT / "examples" / "articles"

# Some libraries bring a package `benchmarks` of their own; the one here is tested.
sys.path.insert(0, str(ROOT))

# How long an example takes says more of the machine than of the code.
hypothesis.settings.register_profile("tests", deadline=None)
# The same examples every time: a change is not to wait for a fault that is not its own.
hypothesis.settings.register_profile("landing", deadline=None, derandomize=True)
hypothesis.settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "tests"))


def hashed(text: str, size: int = 64) -> list[float]:
    """A unit vector of the words in ``text``: the same everywhere, and like for like."""
    vector = np.zeros(size)
    for word in re.findall(r"\w+", text.casefold()):
        vector[zlib.crc32(word.encode()) % size] += 1
    length = np.linalg.norm(vector)
    return (vector / length if length else vector).tolist()


@component
class HashTextEmbedder:
    """A text embedder that needs no model."""

    @component.output_types(embedding=list[float])
    def run(self, text: str) -> dict[str, Any]:
        return {"embedding": hashed(text)}


@component
class HashDocumentEmbedder:
    """A document embedder that needs no model; ``before`` is called at each batch."""

    def __init__(self) -> None:
        self.batches: list[int] = []
        self.before: Callable[[], None] = lambda: None

    @component.output_types(documents=list[Document])
    def run(self, documents: list[Document]) -> dict[str, Any]:
        self.before()
        self.batches.append(len(documents))
        embedded = (replace(doc, embedding=hashed(doc.content or "")) for doc in documents)
        return {"documents": list(embedded)}


class PatternReader:
    """Answers every question with what ``pattern`` finds, with a margin of ``margin``."""

    def __init__(self, pattern: str = r"\d+ \w+", margin: float = 3.0) -> None:
        self.pattern = pattern
        self.margin = margin
        self.before: Callable[[], None] = lambda: None
        self.seen: list[Document] = []

    def run(self, query: str, documents: list[Document]) -> dict[str, Any]:
        self.before()
        self.seen = documents
        return {
            "answers": [
                answer(document, *found.span(), margin=self.margin, query=query)
                for document in documents
                for found in re.finditer(self.pattern, document.content or "")
            ]
        }


def answer(
    document: Document, start: int, end: int, margin: float = 1.0, query: str = "?"
) -> ExtractedAnswer:
    """What a reader returns for ``document.content[start:end]``."""
    return ExtractedAnswer(
        query=query,
        score=1 / (1 + np.exp(-margin)),
        data=(document.content or "")[start:end],
        document=document,
        document_offset=ExtractedAnswer.Span(start, end),
        meta={"margin": margin},
    )


PLAIN = Weights(bias=0.0, margin=1.0, retrieval=0.0, sentence=0.0)


class Desk:
    """An engine of stand-ins over a real store, with its parts at hand."""

    def __init__(self, folder: Path, stores: tuple[Any, Any] | None = None) -> None:
        """``stores``: articles and passages that are kept elsewhere than in ``folder``."""
        self.passages: Any = stores[1] if stores else PassageStore(folder)
        self.articles: Any = stores[0] if stores else ArticleStore(self.passages.database)
        self.embedder = HashDocumentEmbedder()
        self.text_embedder = HashTextEmbedder()
        self.reader = PatternReader()
        self.calibration = Calibration(PLAIN, PLAIN, threshold=0.5, medium=0.6, high=0.9)
        self.ingestor = Ingestor(
            self.articles, PassageSplitter(max_pieces=48), self.embedder, "hash:1"
        )
        retrieval = HybridRetrieval(self.passages, self.text_embedder, HybridSettings())
        judge = Judge(self.embedder, self.calibration)
        self.answerer = QuestionAnswerer(
            self.articles, retrieval, self.reader, judge, AskingSettings(4, 2)
        )
        models = {"encoder": "hash:1", "reader": "pattern:1"}
        self.engine = Citeqa(self.articles, self.answerer, self.ingestor, models)


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path / "data")


@pytest.fixture
def new_desk() -> type[Desk]:
    """For a second desk over the same folder, as another process has it."""
    return Desk


@pytest.fixture
def text_embedder() -> Any:
    return HashTextEmbedder()


@pytest.fixture
def reader_answer() -> Callable[..., ExtractedAnswer]:
    return answer


@pytest.fixture
def make_article() -> Callable[..., Article]:
    def make(article_id: str, text: str = "Le maire a planté 12 tilleuls.", **more: Any) -> Article:
        return Article(article_id, text, **more)

    return make


@pytest.fixture
def hashed_vector() -> Callable[[str], list[float]]:
    return hashed


@pytest.fixture
def store(tmp_path: Path) -> PassageStore:
    return PassageStore(tmp_path / "data")


@pytest.fixture(scope="session")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return load_settings(data_dir=tmp_path_factory.mktemp("examples"), model_threads=2)


@pytest.fixture(scope="session")
def examples(settings: Settings) -> Iterator[Citeqa]:
    """The real engine over the example articles; tests leave it as it is."""
    engine = build_engine(settings)
    loaded = list(load([EXAMPLES], Limits(1 << 20, 1 << 20)))
    articles = [each for each in loaded if isinstance(each, LoadedArticle)]
    assert len(articles) == len(loaded) == 12
    engine.ingestor.ingest([Submission(each.article, each.origin) for each in articles])
    yield engine
    engine.store.database.close()
