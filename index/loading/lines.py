"""Records from a stream of any length, as they stand."""

from collections.abc import Iterator
from functools import partial
from typing import Protocol

from index.article import Article
from index.loading.decoding import decode
from index.loading.loader import admitted, claim
from index.loading.outcome import Limits, LoadedArticle, LoadFailure, Unloadable
from index.loading.records import read_record
from index.stored import Origin


class ByteLines(Protocol):
    """A binary file that is read forwards."""

    def readline(self, size: int = -1, /) -> bytes: ...


def load_lines(
    stream: ByteLines, name: str, limits: Limits
) -> Iterator[LoadedArticle | LoadFailure]:
    """The articles of a stream of JSON objects, one a line, each with its id; blank lines
    pass. Nothing is read from their texts: what a record leaves out is not known.

    One line is in memory at a time, and may be as large as a file otherwise. ``name`` is
    what the origins call the stream.

    :raises OSError: when reading fails.
    """
    claimed: dict[str, str] = {}
    line = partial(_next, stream, limits.max_file_bytes)
    for number, data in enumerate(iter(line, b""), 1):
        if data.strip():
            article = _article(data, limits.max_file_bytes)
            yield claim(admitted(article, Origin(name, name, number), limits), claimed)


def _next(stream: ByteLines, most: int) -> bytes:
    """The next line, or a little more than ``most`` bytes of one that is too long."""
    line = rest = stream.readline(most + 1)
    while rest and not rest.endswith(b"\n"):
        rest = stream.readline(most + 1)
    return line


def _article(data: bytes, most: int) -> Article | Unloadable:
    if len(data.removesuffix(b"\n")) > most:
        return Unloadable(f"is larger than {most:,} bytes")
    try:
        return read_record(decode(data), "")
    except Unloadable as error:
        return error
