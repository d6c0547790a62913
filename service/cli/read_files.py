"""Files that are taken one by one, and how much of them is behind."""

from collections.abc import Callable, Iterable, Iterator, Sequence

from index.loading import FoundFile, LoadedArticle, LoadFailure


class ReadFiles:
    """What ``find_files`` found, to iterate over once; ``total``: bytes of all of it."""

    def __init__(self, found: Sequence[FoundFile | LoadFailure]) -> None:
        self._found = found
        self._before = 0  # bytes of the files that are done
        self._size = 0  # of the one in hand
        self._texts = 0  # of the articles that it has given so far
        self.total = sum(map(_size, found))

    def __iter__(self) -> Iterator[FoundFile | LoadFailure]:
        for item in self._found:
            self._before += self._size
            self._size, self._texts = _size(item), 0
            yield item

    def followed(
        self,
        loaded: Iterable[LoadedArticle | LoadFailure],
        advance: Callable[[int, int], None],
    ) -> Iterator[LoadedArticle | LoadFailure]:
        """``loaded``, which is read from these files; ``advance(bytes, articles)`` is told
        what is behind. What a file has beside its texts counts when it is done."""
        count = 0
        for item in loaded:
            yield item
            if isinstance(item, LoadedArticle):
                count += 1
                self._texts += len(item.article.text.encode())
            advance(self._before + min(self._texts, self._size), count)
        advance(self.total, count)


def _size(item: FoundFile | LoadFailure) -> int:
    try:
        return 0 if isinstance(item, LoadFailure) else item.path.stat().st_size
    except OSError:
        return 0  # loading tells what is wrong
