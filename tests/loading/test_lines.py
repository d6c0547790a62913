"""Records from a stream."""

import io
import json

import pytest

from index.loading import Limits, LoadedArticle, LoadFailure, load_lines
from index.stored import Origin

LIMITS = Limits(max_file_bytes=100, max_article_chars=20)


def read(data: bytes | str) -> list[LoadedArticle | LoadFailure]:
    stream = io.BytesIO(data.encode() if isinstance(data, str) else data)
    return list(load_lines(stream, "<stdin>", LIMITS))


def line(article_id: str, text: str = "Une phrase.") -> str:
    return json.dumps({"id": article_id, "text": text}) + "\n"


def reasons(data: bytes | str) -> list[tuple[int | None, str]]:
    return [(each.line, each.reason) for each in read(data) if isinstance(each, LoadFailure)]


def test_nothing_is_read_from_the_text() -> None:
    (found,) = read('{"id": "a", "text": "# Le pont"}')
    assert isinstance(found, LoadedArticle)
    assert (found.article.title, found.article.language) == (None, None)
    assert found.origin == Origin("<stdin>", "<stdin>", 1)


def test_nothing_at_all() -> None:
    assert read("") == read("\n \n") == []


def test_one_bad_line_stops_no_other() -> None:
    bad = [
        line("b", "x" * 21),
        line("c", "y" * 300),
        "[broken\n",
        '{"text": "no id"}\n',
        line("a"),
    ]
    data = line("a") + "\n" + "".join(bad) + line("d").rstrip()
    found = read(data)
    assert [each.article.id for each in found if isinstance(each, LoadedArticle)] == ["a", "d"]
    assert reasons(data) == [
        (3, "has a text of 21 characters; 20 may be"),
        (4, "is larger than 100 bytes"),
        (
            5,
            "is not JSON: Expecting value: line 1 column 2 (char 1)",
        ),
        (6, "id must not be empty"),
        (7, "has the id 'a', which <stdin>, line 1 has already"),
    ]


@pytest.mark.parametrize("end", ["", "\n"])
def test_the_longest_line_that_is_taken(end: str) -> None:
    record = line("a").rstrip()
    (longest,) = read(record + " " * (100 - len(record)) + end)
    assert isinstance(longest, LoadedArticle)
    assert reasons(record + " " * (101 - len(record)) + end) == [(1, "is larger than 100 bytes")]


def test_a_long_line_is_never_in_memory_whole() -> None:
    asked: list[int] = []

    class Watched(io.BytesIO):
        def readline(self, size: int | None = -1, /) -> bytes:
            asked.append(size or 0)
            return super().readline(size)

    found = list(load_lines(Watched(b"x" * 1000 + b"\n" + line("a").encode()), "-", LIMITS))
    assert isinstance(found[0], LoadFailure) and isinstance(found[1], LoadedArticle)
    assert set(asked) == {101}


def test_bytes_that_are_no_text() -> None:
    assert reasons(b"\0\1\2\n") == [(1, "is binary, not text")]
