"""What a thread has read and relies upon until it has answered."""

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from index.errors import SnapshotOutdated


class View(threading.local):
    """Milvus has no snapshots. A view notes which writing of each article was seen, and is
    outdated as soon as another one is met: what is cited is what was retrieved, or the
    question is asked again.
    """

    def __init__(self) -> None:
        self._depth = 0
        self._tokens: dict[str, str | None] = {}

    @contextmanager
    def open(self) -> Iterator[None]:
        """For as long as the outermost block lasts."""
        self._depth += 1
        try:
            yield
        finally:
            self._depth -= 1
            if not self._depth:
                self._tokens.clear()

    def note(self, tokens: Mapping[str, str | None]) -> None:
        """Rely on these articles' tokens; ``None`` for an article that is not there.

        :raises SnapshotOutdated: when another one was noted before.
        """
        if not self._depth:
            return
        for article_id, token in tokens.items():
            if self._tokens.setdefault(article_id, token) != token:
                raise SnapshotOutdated

    def noted(self) -> dict[str, str | None]:
        """All tokens that were noted."""
        return dict(self._tokens)

    def token(self, article_id: str) -> str | None:
        """The token that was noted."""
        return self._tokens.get(article_id)
