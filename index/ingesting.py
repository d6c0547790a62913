"""From articles to stored, searchable passages."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from haystack import Document

from index.article import Article
from index.clock import Deadline
from index.encoding.protocol import DocumentEmbedder
from index.errors import ArticleExists, ArticleNotFound, DeadlineExceeded, InvalidArticle
from index.passages import PassageSplitter, passage_document
from index.storage import Articles, Writer
from index.stored import Change, Origin, Outcome

#: Passages embedded between two looks at the clock, and at the keyboard.
_AT_ONCE = 64


@dataclass(frozen=True, slots=True)
class Submission:
    """An article on its way into the store."""

    article: Article
    origin: Origin | None = None


class Ingestor:
    """Stores articles with their passages; the same article again changes nothing."""

    def __init__(
        self,
        store: Articles,
        splitter: PassageSplitter,
        embedder: DocumentEmbedder,
        encoder_name: str,
    ) -> None:
        """``encoder_name`` tells vectors of different encoders apart: one index holds
        those of one encoder."""
        self.store = store
        self._splitter = splitter
        self._embedder = embedder
        self.encoder_name = encoder_name
        self.recipe = f"{splitter.recipe}:{encoder_name}"

    def into(self, store: Articles) -> "Ingestor":
        """An ingestor that does the same for another store."""
        return Ingestor(store, self._splitter, self._embedder, self.encoder_name)

    def ingest(
        self,
        submissions: Sequence[Submission],
        *,
        replace_existing: bool = True,
        seconds: float | None = None,
        progress: Callable[[], None] = lambda: None,
    ) -> list[Outcome]:
        """Store all of ``submissions`` or none, in order. ``progress`` is called again and
        again meanwhile.

        :raises ArticleExists: without ``replace_existing``, when an id is taken by an
            article with other content.
        :raises DeadlineExceeded: after ``seconds``, with nothing written.
        :raises StoreBusy: when another process kept writing for too long.
        :raises StoreMismatch: when the index was made with another encoder.
        :raises InvalidArticle: when two submissions have one id.
        """
        _must_be_distinct(submissions)
        passages: dict[str, list[Document]] = {}
        work = _Work(Deadline(seconds), progress)
        while True:
            self.store.must_match(self.encoder_name)
            known = self._known(submissions, replace_existing)
            missing = self._missing(submissions, known, passages)
            passages |= self._passages(missing, work)
            try:
                return self._write(submissions, passages, replace_existing)
            except _Overtaken:
                continue

    def remake(self, articles: Sequence[Article]) -> None:
        """Cut and embed stored articles anew, though nothing about them has changed; those
        that are not stored like this any more are left as they are.

        :raises StoreBusy: when another process kept writing for too long.
        :raises StoreMismatch: when the index was made with another encoder.
        """
        self.store.must_match(self.encoder_name)
        passages = self._passages(articles, _Work(Deadline(None), lambda: None))
        ids = [article.id for article in articles]
        with self.store.writing() as writer:
            self.store.must_match(self.encoder_name)
            known, origins = self.store.versions(ids), self.store.origins_of(ids)
            for article in articles:
                if known.get(article.id, ("", ""))[0] == article.version:
                    own = passages[article.id]
                    writer.replace(article, own, self.recipe, origins.get(article.id))

    def _write(
        self,
        submissions: Sequence[Submission],
        passages: dict[str, list[Document]],
        replace_existing: bool,
    ) -> list[Outcome]:
        with self.store.writing() as writer:
            # Others may have stored the same ids while these passages were embedded, or
            # have gone over to another encoder.
            self.store.must_match(self.encoder_name)
            known = self._known(submissions, replace_existing)
            if self._missing(submissions, known, passages):
                raise _Overtaken
            writer.note_encoder(self.encoder_name)
            return [self._store(writer, each, passages, known) for each in submissions]

    def _missing(
        self,
        submissions: Sequence[Submission],
        known: dict[str, tuple[str, str]],
        passages: dict[str, list[Document]],
    ) -> list[Article]:
        """The articles that are not stored as they are, and not embedded yet."""
        return [
            each.article
            for each in submissions
            if known.get(each.article.id) != self._key(each) and each.article.id not in passages
        ]

    def _key(self, submission: Submission) -> tuple[str, str]:
        return (submission.article.version, self.recipe)

    def _known(
        self, submissions: Sequence[Submission], replace_existing: bool
    ) -> dict[str, tuple[str, str]]:
        known = self.store.versions([each.article.id for each in submissions])
        taken = [
            each.article.id
            for each in submissions
            if each.article.id in known and known[each.article.id][0] != each.article.version
        ]
        if taken and not replace_existing:
            raise ArticleExists(taken)
        return known

    def _store(
        self,
        writer: Writer,
        submission: Submission,
        passages: dict[str, list[Document]],
        known: dict[str, tuple[str, str]],
    ) -> Outcome:
        article, origin = submission.article, submission.origin
        if known.get(article.id) == self._key(submission):
            if origin:
                writer.move(article.id, origin)
            return Outcome(article.id, article.version, Change.UNCHANGED, self._count(article))
        own = passages[article.id]
        writer.replace(article, own, self.recipe, origin)
        change = Change.CHANGED if article.id in known else Change.ADDED
        return Outcome(article.id, article.version, change, len(own))

    def _count(self, article: Article) -> int:
        try:
            return self.store.article(article.id).passages
        except ArticleNotFound:  # it was deleted, where reads are of more than one moment
            raise _Overtaken from None

    def _passages(self, articles: Sequence[Article], work: "_Work") -> dict[str, list[Document]]:
        """Embedded passages by article; batches span articles, so that they are full."""
        documents: list[Document] = []
        for article in articles:
            work.goes_on()
            documents += [passage_document(article, span) for span in self._splitter.split(article)]
        # Cores wait for one another at the end of each call: the less, the more alike in
        # length its passages are.
        longest_first = sorted(documents, key=lambda document: -len(document.content or ""))
        embedded: dict[str, Document] = {}
        for begin in range(0, len(longest_first), _AT_ONCE):
            work.goes_on()
            done = self._embedder.run(documents=longest_first[begin : begin + _AT_ONCE])
            embedded |= {document.id: document for document in done["documents"]}
        by_article: dict[str, list[Document]] = {article.id: [] for article in articles}
        for document in documents:
            by_article[document.meta["article_id"]].append(embedded[document.id])
        return by_article


@dataclass(frozen=True, slots=True)
class _Work:
    """How long the work may go on, and who is told that it does."""

    deadline: Deadline
    progress: Callable[[], None]

    def goes_on(self) -> None:
        """:raises DeadlineExceeded: when it may not."""
        if self.deadline.passed():
            raise DeadlineExceeded("Embedding took longer than it may.")
        self.progress()


class _Overtaken(Exception):
    """Another process removed or replaced an article that needed no embedding before."""


def _must_be_distinct(submissions: Sequence[Submission]) -> None:
    ids = [each.article.id for each in submissions]
    if len(set(ids)) < len(ids):
        twice = next(each for each in ids if ids.count(each) > 1)
        raise InvalidArticle("id", f"{twice!r} is that of two articles")
