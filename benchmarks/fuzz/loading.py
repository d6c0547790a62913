"""One file of any bytes through the loaders, and what must hold of what comes out."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from itertools import pairwise
from pathlib import Path

from index.loading import Limits, LoadedArticle, LoadFailure, load, load_lines
from index.passages import PassageSplitter

SUFFIXES = (".txt", ".md", ".html", ".json", ".jsonl")
LIMITS = Limits(max_file_bytes=1 << 20, max_article_chars=200_000)

_SPLITTER = PassageSplitter()


class Checker:
    """Loads files that it writes into a folder of its own."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def check(self, suffix: str, data: bytes) -> None:
        """Load ``data`` as a file with ``suffix``, and as lines of JSON in a stream.

        :raises AssertionError: when an article is not sound, or a failure says nothing.
            Whatever else is raised, no loader may raise.
        """
        file = self._folder / f"article{suffix}"
        file.write_bytes(data)
        for outcome in load([file], LIMITS):
            _must_be_sound(outcome)
            if suffix == ".txt" and isinstance(outcome, LoadedArticle):
                text = outcome.article.text
                assert text.encode() in data or not _is_utf8(data), "the text was changed"
        for outcome in load_lines(BytesIO(data), "stream", LIMITS):
            _must_be_sound(outcome)


@contextmanager
def checker() -> Iterator[Checker]:
    """One whose folder goes away at the end."""
    with tempfile.TemporaryDirectory(prefix="citeqa-fuzz-") as folder:
        yield Checker(Path(folder))


def _must_be_sound(outcome: LoadedArticle | LoadFailure) -> None:
    if isinstance(outcome, LoadFailure):
        assert outcome.reason
        return
    article = outcome.article
    assert article.text.strip()
    assert len(article.text) <= LIMITS.max_article_chars
    for value in (article.id, *article.description().values()):
        assert value is None or "\0" not in str(value)
    spans = _SPLITTER.split(article)
    assert all(0 <= span.start < span.end <= len(article.text) for span in spans)
    assert all(one.start < other.start for one, other in pairwise(spans))
    for span in spans:
        quoted = span.within(article.text)
        assert quoted == article.text[span.start : span.end]
        assert quoted == quoted.strip(), "a passage begins or ends with white space"


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return True
