"""The real engine over the real store, with models that cost microseconds."""

import re
import zlib
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from haystack import Document, ExtractedAnswer, component
from numpy.typing import NDArray

from benchmarks.crash.subject import Subject
from index.answers.calibration import Calibration, Weights
from index.answers.judging import Judge
from index.asking import AskingSettings, QuestionAnswerer
from index.citeqa import Citeqa
from index.ingesting import Ingestor
from index.passages import PassageSplitter
from index.retrieval.hybrid import HybridRetrieval, HybridSettings
from index.store.article_store import ArticleStore
from index.store.passage_store import PassageStore

DIMENSION = 64
#: Small passages, so that short articles have several.
SPLITTER = PassageSplitter(max_pieces=64)
#: What ``editions`` says that can be asked about.
COUNTED = re.compile(r"\d+ barques")
_EVEN = Weights(bias=0.0, margin=1.0, retrieval=0.0, sentence=0.0)


def embed(text: str) -> list[float]:
    """A unit vector of the words in ``text``; texts with other words have other vectors."""
    total = np.sum([_vector(word) for word in re.findall(r"\w+", text.casefold())], axis=0)
    # Of single precision, as a model's vectors are.
    return (total / np.linalg.norm(total)).astype(np.float32).tolist()


@lru_cache(maxsize=100_000)
def _vector(word: str) -> NDArray[np.float64]:
    return np.random.default_rng(zlib.crc32(word.encode())).standard_normal(DIMENSION)


@component
class WordTextEmbedder:
    """``embed`` as a Haystack text embedder."""

    @component.output_types(embedding=list[float])
    def run(self, text: str) -> dict[str, Any]:
        return {"embedding": embed(text)}


@component
class WordDocumentEmbedder:
    """``embed`` as a Haystack document embedder."""

    @component.output_types(documents=list[Document])
    def run(self, documents: list[Document]) -> dict[str, Any]:
        return {"documents": [replace(doc, embedding=embed(doc.content)) for doc in documents]}


class CountReader:
    """Answers whatever is asked with what was counted in a passage."""

    def run(self, query: str, documents: list[Document]) -> dict[str, Any]:
        found = [
            (document, match)
            for document in documents
            for match in COUNTED.finditer(document.content)
        ]
        return {"answers": [_answer(query, *each) for each in found]}


def _answer(query: str, document: Document, match: re.Match[str]) -> ExtractedAnswer:
    span = ExtractedAnswer.Span(*match.span())
    answer = ExtractedAnswer(query=query, score=0.9, data=match[0], document=document)
    return replace(answer, document_offset=span, meta={"margin": 2.0})


def open_cheap(folder: Path) -> Subject:
    """An engine of these on a data directory; :raises CiteqaError: when that cannot be opened."""
    passages = PassageStore(folder)
    articles = ArticleStore(passages.database)
    embedder = WordDocumentEmbedder()
    ingestor = Ingestor(articles, SPLITTER, embedder, "words:1")
    retrieval = HybridRetrieval(passages, WordTextEmbedder(), HybridSettings())
    calibration = Calibration(_EVEN, _EVEN, threshold=0.5, medium=0.6, high=0.9)
    judge = Judge(embedder, calibration)
    answerer = QuestionAnswerer(articles, retrieval, CountReader(), judge, AskingSettings(4, 4))
    engine = Citeqa(articles, answerer, ingestor, {"encoder": "words:1", "reader": "counts:1"})
    return Subject(engine, passages, SPLITTER, embedder)
