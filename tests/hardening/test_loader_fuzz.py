"""Files that are made up, through the loaders. `make fuzz` does it for longer."""

import pytest
from hypothesis import HealthCheck, given, settings

from benchmarks.fuzz.files import files, suffixes
from benchmarks.fuzz.loading import SUFFIXES, Checker, checker


@pytest.fixture(scope="module")
def loaders() -> Checker:
    with checker() as made:
        yield made


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(suffixes, files)
def test_a_file_gives_articles_or_a_reason(loaders: Checker, suffix: str, data: bytes) -> None:
    loaders.check(suffix, data)


@pytest.mark.parametrize("suffix", SUFFIXES)
@pytest.mark.parametrize("length", [0, 1, 2, 3, 4, 5])
def test_the_first_bytes_of_every_mark(loaders: Checker, suffix: str, length: int) -> None:
    for mark in (b"\xef\xbb\xbf", b"\xff\xfe\x00\x00", b"\xfe\xff\x00", b"+/v8-", b"PK\x03\x04"):
        loaders.check(suffix, mark[:length])
