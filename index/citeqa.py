"""The engine: a store and the models, behind one object."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

from index.article import Article
from index.asking import QuestionAnswerer
from index.curated.answers import CuratedAnswers
from index.engine import Filters
from index.errors import IndexRebuilding, ModelDamaged, StoreBusy, StoreMismatch, StoreUnavailable
from index.ingesting import Ingestor, Submission
from index.reply import GenerationState, IndexState, Reply, SearchReply
from index.storage import Articles
from index.store.snapshot import up_to_date
from index.stored import ArticlePage, Outcome, StoredArticle
from index.turn import Turn

Answered = TypeVar("Answered", Reply, SearchReply)


class Citeqa:
    """Implements ``index.engine.Engine``."""

    def __init__(
        self,
        store: Articles,
        answerer: QuestionAnswerer,
        ingestor: Ingestor,
        models: Mapping[str, str],
        curated: CuratedAnswers | None = None,
    ) -> None:
        """``models`` names the encoder and the reader in use; ``curated`` are the curated
        answers that ``answerer`` gives."""
        self.store = store
        self.answerer = answerer
        self.ingestor = ingestor
        self.models = models
        self.curated = curated

    def ask(
        self,
        question: str,
        *,
        top_k: int = 3,
        filters: Filters | None = None,
        threshold: float | None = None,
        debug: bool = False,
        conversation: Sequence[Turn] = (),
        seconds: float | None = None,
    ) -> Reply:
        """See ``QuestionAnswerer.ask``.

        :raises StoreMismatch: when the index was made with another encoder.
        """
        return self._in_one_view(
            lambda: self.answerer.ask(
                question,
                top_k=top_k,
                filters=filters,
                threshold=threshold,
                debug=debug,
                conversation=conversation,
                seconds=seconds,
            )
        )

    def search(self, query: str, *, top_k: int = 10, filters: Filters | None = None) -> SearchReply:
        """See ``QuestionAnswerer.search``.

        :raises StoreMismatch: when the index was made with another encoder.
        """
        return self._in_one_view(lambda: self.answerer.search(query, top_k=top_k, filters=filters))

    def add(
        self,
        articles: Sequence[Article],
        *,
        seconds: float | None = None,
        progress: Callable[[], None] = lambda: None,
    ) -> list[Outcome]:
        """Store new articles, all or none; see ``Ingestor.ingest``."""
        submissions = [Submission(article) for article in articles]
        return self.ingestor.ingest(
            submissions, replace_existing=False, seconds=seconds, progress=progress
        )

    def put(
        self,
        article: Article,
        *,
        seconds: float | None = None,
        progress: Callable[[], None] = lambda: None,
    ) -> Outcome:
        """Store an article in place of whatever has its id; see ``Ingestor.ingest``."""
        submissions = [Submission(article)]
        return self.ingestor.ingest(submissions, seconds=seconds, progress=progress)[0]

    def article(self, article_id: str) -> StoredArticle:
        """See ``Articles.article``."""
        return self.store.article(article_id)

    def articles(
        self, *, filters: Filters | None = None, limit: int = 50, after: str | None = None
    ) -> ArticlePage:
        """See ``Articles.articles``."""
        return self.store.articles(filters, limit, after)

    def delete(self, article_id: str) -> None:
        """See ``Articles.delete``."""
        self.store.delete(article_id)

    def state(self) -> IndexState:
        """See ``Articles.state``."""
        return self.store.state()

    def generation(self) -> GenerationState | None:
        """See ``Articles.generation``."""
        return self.store.generation()

    def _in_one_view(self, ask: Callable[[], Answered]) -> Answered:
        """``ask`` over data that stand still, of the encoder in use, and not outdated."""

        def attempt() -> Answered:
            with self.store.reading():
                self._must_match()
                return ask()

        return up_to_date(attempt)

    def _must_match(self) -> None:
        # A running worker keeps its encoder when another process embeds the index anew.
        self.store.must_match(self.models["encoder"])

    def _open(self) -> None:
        self.store.state()
        self.answerer.retrieval.open_index()
        if self.curated:
            self.curated.ready()

    def readiness(self) -> dict[str, str]:
        """``"ok"`` or the problem in a word, for each of ``store``, ``encoder``, ``reader``."""
        return {
            "store": _problem(self._open),
            "encoder": _problem(self._must_match),
            "reader": _problem(self.answerer.warm_up),
        }


#: What anybody may know; ``citeqa doctor`` says more to those who run the service.
_PUBLIC = {
    StoreBusy: "busy",
    IndexRebuilding: "search index is being rebuilt",
    StoreUnavailable: "unavailable",
    StoreMismatch: "made with another encoder or version",
    ModelDamaged: "missing or damaged",
}


def _problem(check: Callable[[], Any]) -> str:
    try:
        check()
    except Exception as error:
        # Readers and embedders from elsewhere raise what they like.
        return next((words for kind, words in _PUBLIC.items() if isinstance(error, kind)), "failed")
    return "ok"
