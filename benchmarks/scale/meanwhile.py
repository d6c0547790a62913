"""What goes on beside searches, in a process of its own, until it is ended."""

import os
from itertools import count
from pathlib import Path

from benchmarks.scale.seed import Seed, read_seed
from index.article import Article
from index.encoding import OnnxDocumentEmbedder
from index.ingesting import Ingestor, Submission
from index.passages import PassageSplitter
from index.store.article_store import ArticleStore
from index.store.compacting import compact
from index.store.database import Database

#: Articles that are ingested together, and passages of the seed that one is made of.
_ARTICLES, _PASSAGES = 4, 8


def ingesting(folder: str, seeds: str) -> None:
    """Ingest real texts as articles that are not there yet, again and again."""
    asked = read_seed(Path(seeds))
    embedder = OnnxDocumentEmbedder()
    articles = ArticleStore(Database(Path(folder)))
    ingestor = Ingestor(articles, PassageSplitter(), embedder, embedder.name)
    for batch in count():
        numbers = range(batch * _ARTICLES, (batch + 1) * _ARTICLES)
        ingestor.ingest([Submission(_article(asked, number)) for number in numbers])


def building(folder: str, seeds: str) -> None:
    """Make generations, one after the other, as the background process of a server does."""
    del seeds
    os.nice(10)
    database = Database(Path(folder))
    while True:
        compact(database, "auto", lambda done, total: None)


def _article(seed: Seed, number: int) -> Article:
    first = number * _PASSAGES
    texts = [seed.texts[(first + n) % len(seed.texts)] for n in range(_PASSAGES)]
    return Article(f"new-{number}", "\n\n".join(texts), language="fr", source="Agence 0")
