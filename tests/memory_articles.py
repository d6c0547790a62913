"""A store in memory, in place of one on another machine."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

from haystack import Document

from index.article import Article
from index.errors import ArticleNotFound, StoreMismatch, StoreUnavailable
from index.migrating.entry import Entry
from index.reply import IndexState
from index.storage import Filters
from index.stored import ArticlePage, Origin, StoredArticle


@dataclass
class MemoryArticles:
    """Implements ``index.storage.Articles``; after ``fails_after`` batches it fails, in
    the middle of one."""

    entries: dict[str, Entry] = field(default_factory=dict)
    encoder: str | None = None
    batches: list[list[str]] = field(default_factory=list)
    fails_after: int | None = None

    @contextmanager
    def reading(self) -> Iterator[None]:
        yield

    @contextmanager
    def writing(self) -> Iterator["MemoryWriter"]:
        writer = MemoryWriter(dict(self.entries), self.encoder)
        yield writer
        if len(self.batches) == self.fails_after:
            raise StoreUnavailable("The connection broke.")
        self.entries, self.encoder = writer.entries, writer.encoder
        self.batches.append(writer.written)

    def must_match(self, encoder: str) -> None:
        if self.entries and self.encoder != encoder:
            raise StoreMismatch(f"The index was made with {self.encoder}, this is {encoder}.")

    def article(self, article_id: str) -> StoredArticle:
        if article_id not in self.entries:
            raise ArticleNotFound(article_id)
        found = self.entries[article_id]
        return StoredArticle(found.article, found.article.version, len(found.passages), "2024")

    def articles(
        self, filters: Filters | None = None, limit: int = 50, after: str | None = None
    ) -> ArticlePage:
        ids = [each for each in self.ids() if after is None or each > after]
        page = tuple(map(self.article, ids[:limit]))
        return ArticlePage(page, len(self.entries), ids[limit - 1] if len(ids) > limit else None)

    def passages_of(self, article_id: str) -> list[Document]:
        return self.entries[article_id].passages if article_id in self.entries else []

    def versions(self, article_ids: Sequence[str]) -> dict[str, tuple[str, str]]:
        found = {each: self.entries[each] for each in article_ids if each in self.entries}
        return {each: (entry.article.version, entry.recipe) for each, entry in found.items()}

    def origins_of(self, article_ids: Sequence[str]) -> dict[str, Origin]:
        found = {each: self.entries[each].origin for each in article_ids if each in self.entries}
        return {each: origin for each, origin in found.items() if origin is not None}

    def origins(self, root: str) -> dict[str, Origin]:
        found = self.origins_of(self.ids())
        return {each: origin for each, origin in found.items() if origin.root == root}

    def delete(self, article_id: str) -> None:
        if not self.delete_all([article_id]):
            raise ArticleNotFound(article_id)

    def delete_all(self, article_ids: Iterator[str] | Sequence[str]) -> int:
        return sum(self.entries.pop(each, None) is not None for each in article_ids)

    def ids(self) -> list[str]:
        return sorted(self.entries)

    def state(self) -> IndexState:
        passages = sum(len(each.passages) for each in self.entries.values())
        return IndexState(len(self.batches), len(self.entries), passages)

    def generation(self) -> None:
        return None

    def close(self) -> None:
        pass

    def spoil(self, article_id: str) -> None:
        """Change one bit of a vector."""
        entry = self.entries[article_id]
        first, *rest = entry.passages
        assert first.embedding is not None
        vector = [first.embedding[0] + 2**-20, *first.embedding[1:]]
        passages = [replace(first, embedding=vector), *rest]
        self.entries[article_id] = replace(entry, passages=passages)


@dataclass
class MemoryWriter:
    entries: dict[str, Entry]
    encoder: str | None
    written: list[str] = field(default_factory=list)

    def replace(
        self, article: Article, passages: list[Document], recipe: str, origin: Origin | None
    ) -> None:
        self.written.append(article.id)
        self.entries[article.id] = Entry(article, passages, recipe, origin)

    def move(self, article_id: str, origin: Origin) -> None:
        self.entries[article_id] = replace(self.entries[article_id], origin=origin)

    def note_encoder(self, name: str) -> None:
        self.encoder = name
