"""Everything that a client can ask of citeqa, in one place.

The HTTP views and the command line translate to and from these calls and do nothing
else, so both behave alike.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Protocol

from index.article import Article
from index.reply import GenerationState, IndexState, Reply, SearchReply
from index.stored import ArticlePage, Outcome, StoredArticle
from index.turn import Turn

Filters = Mapping[str, Any]


class Engine(Protocol):
    """Ask, search, and keep articles.

    Any call can raise ``StoreUnavailable``, and ``StoreMismatch`` when the index was made
    with another encoder; the writing ones also ``StoreBusy``.
    A filter that Haystack's rules do not allow raises ``haystack.errors.FilterError``.
    """

    #: Names of the models in use: ``{"encoder": …, "reader": …}``.
    models: Mapping[str, str]

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
        """The best ``top_k`` cited answers, or the reason why there is none.

        ``conversation``: earlier turns, oldest first, from which a follow-up takes what it
        leaves out. ``seconds``: how long it may take; the reply is ``partial`` when that was
        not enough for all passages.

        :raises QuestionTimedOut: when it was not enough for one.
        """
        ...

    def search(self, query: str, *, top_k: int = 10, filters: Filters | None = None) -> SearchReply:
        """The best ``top_k`` passages."""
        ...

    def add(
        self,
        articles: Sequence[Article],
        *,
        seconds: float | None = None,
        progress: Callable[[], None] = lambda: None,
    ) -> list[Outcome]:
        """Store new articles, all or none; the same article again is no change. ``progress``
        is called again and again meanwhile.

        :raises ArticleExists: when an id is taken by other content.
        :raises DeadlineExceeded: after ``seconds``, with nothing written.
        """
        ...

    def put(
        self,
        article: Article,
        *,
        seconds: float | None = None,
        progress: Callable[[], None] = lambda: None,
    ) -> Outcome:
        """Store an article in place of whatever has its id."""
        ...

    def article(self, article_id: str) -> StoredArticle:
        """:raises ArticleNotFound: when there is none."""
        ...

    def articles(
        self, *, filters: Filters | None = None, limit: int = 50, after: str | None = None
    ) -> ArticlePage:
        """Up to ``limit`` articles whose id comes after ``after``, in order of id."""
        ...

    def delete(self, article_id: str) -> None:
        """:raises ArticleNotFound: when there is none."""
        ...

    def state(self) -> IndexState:
        """How much there is to search."""
        ...

    def generation(self) -> GenerationState | None:
        """The files that searches use; ``None`` where there are none, as with Milvus."""
        ...

    def readiness(self) -> dict[str, str]:
        """``"ok"`` or the problem, for each of ``store``, ``encoder`` and ``reader``."""
        ...
