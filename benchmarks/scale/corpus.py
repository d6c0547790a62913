"""Articles drawn to resemble real ones: their vectors, their words, their metadata."""

from collections.abc import Iterator

import faiss
import numpy as np
from haystack import Document
from numpy.typing import NDArray

from benchmarks.scale.layout import PASSAGES, TURN, articles_of, described
from benchmarks.scale.seed import Seed
from index.article import Article

#: Passages that are drawn together, and written in one transaction.
PORTION = 200 * TURN

_NEIGHBOURS = 10

#: How far a drawn vector goes from a real one, in distances between neighbours.
_SPREAD = 0.8

_TITLE_WORDS = 9

Drawn = tuple[Article, list[Document]]


class Corpus:
    """The same seed gives the same corpus; portions do not depend on each other."""

    def __init__(self, seed: Seed) -> None:
        self._vectors = seed.vectors
        index = faiss.IndexFlatIP(seed.vectors.shape[1])
        index.add(seed.vectors)
        nearest = index.search(seed.vectors, min(_NEIGHBOURS + 1, len(seed.vectors)))[1]
        self._neighbours = nearest[:, 1:]
        self._words = [text.split() for text in seed.texts]
        spoken = np.array(seed.languages)
        self._french = np.flatnonzero(spoken == "fr")
        self._other = np.flatnonzero(spoken != "fr")

    def articles(self, first: int, count: int) -> Iterator[Drawn]:
        """The articles of ``count`` passages from number ``first`` on, with their passages;
        both are multiples of ``TURN``."""
        random = np.random.default_rng([first, 5])
        numbers = articles_of(first + count)[first:]
        likes = self._likes(random, numbers)
        vectors = self._drawn(random, likes)
        texts = self._texts(random, likes)
        at = 0
        while at < count:
            size = PASSAGES[int(numbers[at]) % len(PASSAGES)]
            end = at + size
            yield _article(int(numbers[at]), texts[at:end], vectors[at:end])
            at = end

    def _likes(self, random: np.random.Generator, articles: NDArray[np.int64]) -> NDArray[np.int64]:
        """For each passage two real ones of its article's language, by place."""
        french = np.array([described(int(each))["language"] == "fr" for each in articles])
        pools = {True: self._french, False: self._other if len(self._other) else self._french}
        picked = np.empty((len(articles), 2), dtype=np.int64)
        for language, pool in pools.items():
            mine = french == language
            picked[mine] = random.choice(pool, (int(mine.sum()), 2))
        return picked

    def _drawn(self, random: np.random.Generator, likes: NDArray[np.int64]) -> NDArray[np.float32]:
        """A real vector, moved as far as another is from one of its neighbours: passages
        are as near to each other, and to questions, as real ones."""
        other = random.integers(0, len(self._vectors), len(likes))
        column = random.integers(0, self._neighbours.shape[1], len(likes))
        beside = self._neighbours[other, column]
        moved = self._vectors[other] - self._vectors[beside]
        found = self._vectors[likes[:, 0]] + np.float32(_SPREAD) * moved
        unit: NDArray[np.float32] = found / np.linalg.norm(found, axis=1, keepdims=True)
        return unit

    def _texts(self, random: np.random.Generator, likes: NDArray[np.int64]) -> list[str]:
        """A window of the one's words and one of the other's, together as long as the one."""
        cuts = random.random((len(likes), 3)).tolist()
        return [
            " ".join(_spliced(self._words[one], self._words[other], *cut))
            for (one, other), cut in zip(likes.tolist(), cuts, strict=True)
        ]


def _spliced(
    one: list[str], other: list[str], share: float, begin: float, other_begin: float
) -> list[str]:
    first = max(1, int(len(one) * share))
    rest = len(one) - first
    start = int((len(one) - first) * begin)
    other_start = int(max(0, len(other) - rest) * other_begin)
    return one[start : start + first] + other[other_start : other_start + rest]


def _article(number: int, texts: list[str], vectors: NDArray[np.float32]) -> Drawn:
    title = " ".join(texts[0].split()[:_TITLE_WORDS])
    article = Article(text="\n\n".join(texts), title=title, **described(number))
    shared = article.description() | {"article_id": article.id, "article_version": article.version}
    documents = []
    start = 0
    for text, vector in zip(texts, vectors.tolist(), strict=True):
        end = start + len(text)
        place = {"start": start, "end": end}
        name = f"{article.id}#{start}-{end}"
        documents.append(Document(name, text, meta=shared | place, embedding=vector))
        start = end + 2
    return article, documents
