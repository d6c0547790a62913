"""All that a store has of one article."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from haystack import Document

from index.article import Article
from index.errors import ArticleNotFound
from index.storage import Articles
from index.store.snapshot import up_to_date
from index.stored import Origin

#: Articles that are read, and written, together.
BATCH = 32


@dataclass(frozen=True, slots=True)
class Entry:
    """An article with its passages and their vectors, how they were made, and its file."""

    article: Article
    passages: list[Document]
    recipe: str
    origin: Origin | None

    def fingerprint(self) -> bytes:
        """Depends on all that the entry has, vectors as float32, and on nothing else."""
        origin = self.origin
        place = None if origin is None else [origin.root, origin.file, origin.line]
        # Taken from the text itself, not from what the store says of it.
        version = self.article.version
        digest = hashlib.sha256(_line([self.article.id, version, self.recipe, place]))
        for passage in self.passages:
            vector = b"" if passage.embedding is None else _packed(passage.embedding)
            digest.update(_line([passage.id, passage.content, passage.meta, len(vector)]))
            digest.update(vector)
        return digest.digest()


def entries(store: Articles, ids: Sequence[str]) -> dict[str, Entry]:
    """Those of these articles that exist, as they are at one moment, by id.

    :raises SnapshotOutdated: when they kept changing.
    """
    return up_to_date(lambda: _entries(store, ids))


def _entries(store: Articles, ids: Sequence[str]) -> dict[str, Entry]:
    with store.reading():
        recipes, origins = store.versions(ids), store.origins_of(ids)
        found = {}
        for article_id in recipes:
            try:
                article = store.article(article_id).article
            except ArticleNotFound:
                continue  # deleted meanwhile, where one view is more than the store can give
            passages = store.passages_of(article_id)
            recipe, origin = recipes[article_id][1], origins.get(article_id)
            found[article_id] = Entry(article, passages, recipe, origin)
    return found


def _line(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, sort_keys=True).encode() + b"\n"


def _packed(vector: Sequence[float]) -> bytes:
    return np.asarray(vector, dtype="<f4").tobytes()
