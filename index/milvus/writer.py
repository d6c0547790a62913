"""Changes to articles and their passages, made together at the end of a block."""

import time
from collections import defaultdict
from contextlib import suppress
from typing import Any

from haystack import Document

from index.article import Article
from index.errors import InvalidArticle, StoreUnavailable
from index.milvus.articles import article_rows
from index.milvus.cluster import Cluster
from index.milvus.documents import collection_of, row_for, write_rows
from index.milvus.facts import Facts
from index.milvus.fitting import must_fit
from index.milvus.origins import write_origins
from index.milvus.stamp import number, stamp
from index.milvus.sweeping import LONGEST_WRITE, remove_former
from index.milvus.tokens import current_tokens
from index.stored import Origin

Rows = list[dict[str, Any]]


class MilvusWriter:
    """Implements ``index.storage.Writer``.

    An article counts from the moment its row is written, and passages count that have the
    token of that row. So the passages come first, then all the articles' rows in one call,
    then the old passages go: whoever is cut off leaves each article old or new, and whole.
    """

    def __init__(self, cluster: Cluster, facts: Facts) -> None:
        self._cluster = cluster
        self._facts = facts
        self._articles: dict[str, dict[str, Any]] = {}
        self._texts: dict[str, Rows] = {}
        self._passages: dict[str, dict[str, Rows]] = {}
        self._origins: dict[str, Origin | None] = {}
        self._encoder: str | None = None
        self._begun = time.monotonic()

    def replace(
        self, article: Article, passages: list[Document], recipe: str, origin: Origin | None
    ) -> None:
        """Put the article and its passages in place of what has its id; see ``commit``.

        :raises InvalidArticle: when Milvus' columns are too small for it.
        """
        token, first = stamp(), number()
        rows: dict[str, Rows] = defaultdict(list)
        try:
            row, texts = article_rows(article, token, recipe, len(passages), first)
            for place, passage in enumerate(passages, start=first):
                row_of_passage = row_for(passage, place, article.id, token)
                rows[collection_of(passage)].append(row_of_passage)
        except ValueError as error:
            raise InvalidArticle("meta", f"or a passage does not fit Milvus: {error}") from error
        self._articles[article.id], self._texts[article.id] = row, texts
        self._passages[article.id], self._origins[article.id] = rows, origin

    def move(self, article_id: str, origin: Origin) -> None:
        """Note that an article, itself unchanged, now comes from ``origin``."""
        self._origins[article_id] = origin

    def note_encoder(self, name: str) -> None:
        """Write down which encoder the vectors are from."""
        self._encoder = name

    def commit(self) -> None:
        """Make the changes.

        :raises ValueError: when the embeddings do not fit those stored; nothing is written.
        :raises StoreUnavailable: when Milvus is away or too slow; then each article is as it
            was, or as it was to be.
        """
        by_collection = self._by_collection()
        must_fit(self._cluster, by_collection, self._articles.keys())
        former = current_tokens(self._cluster, self._articles)
        if self._encoder is not None and self._facts.encoder() != self._encoder:
            self._facts.note_encoder(self._encoder)
        if self._articles:
            self._replace(by_collection)
        write_origins(self._cluster, self._origins)
        if self._articles:
            self._facts.count_change()
            with suppress(StoreUnavailable):  # it is written; what is left will be swept
                remove_former(self._cluster, self._articles, former)

    def _replace(self, by_collection: dict[str, Rows]) -> None:
        # Counted before as well, for the case that this is cut off in between.
        self._facts.count_change()
        for collection, rows in by_collection.items():
            write_rows(self._cluster, collection, rows)
        self._cluster.upsert("facts", [text for texts in self._texts.values() for text in texts])
        if time.monotonic() - self._begun > LONGEST_WRITE:
            raise StoreUnavailable(f"Writing took longer than {LONGEST_WRITE:g} s.")
        self._cluster.upsert("articles", list(self._articles.values()))

    def _by_collection(self) -> dict[str, Rows]:
        together: dict[str, Rows] = defaultdict(list)
        for of_article in self._passages.values():
            for collection, rows in of_article.items():
                together[collection] += rows
        return together
