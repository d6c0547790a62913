"""Bringing a drawn corpus into a data directory, as fast as the store takes it."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from unittest.mock import patch

from benchmarks.scale.corpus import PORTION, Corpus
from benchmarks.scale.seed import Seed
from index.encoding import OnnxDocumentEmbedder
from index.passages import PassageSplitter
from index.store.article_store import ArticleStore
from index.store.database import Database
from index.text.terms import terms


def store(seed: Seed, size: int, folder: Path) -> float:
    """Store what is missing of ``size`` passages; returns the seconds that it took, 0 where
    nothing was missing."""
    articles = ArticleStore(Database(folder))
    done = articles.state().passages
    if done == size:
        return 0.0
    corpus = Corpus(seed)
    begin = time.perf_counter()
    with remembered_terms():
        while done < size:
            count = min(PORTION, size - done)
            _store_portion(articles, corpus, done, count)
            done += count
            if done % 100_000 == 0:
                print(f"stored {done:,} in {time.perf_counter() - begin:.0f} s", flush=True)
    seconds = time.perf_counter() - begin
    articles.close()
    return seconds


def _store_portion(articles: ArticleStore, corpus: Corpus, first: int, count: int) -> None:
    encoder = OnnxDocumentEmbedder().name
    recipe = f"{PassageSplitter().recipe}:{encoder}"
    with articles.writing() as writer:
        writer.note_encoder(encoder)
        for article, documents in corpus.articles(first, count):
            writer.replace(article, documents, recipe, None)


@contextmanager
def remembered_terms() -> Iterator[None]:
    """Stemming takes most of the time of storing; drawn texts have the same words again and
    again, and no term reaches over a space."""

    @cache
    def of_word(word: str, language: str | None) -> list[str]:
        return terms(word, language)

    def of_text(text: str, language: str | None) -> list[str]:
        return [term for word in text.split() for term in of_word(word, language)]

    with patch("index.store.writing.terms", of_text):
        yield
