"""Files in, articles and failures out; one bad file never stops the rest."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from index.article import Article
from index.errors import InvalidArticle
from index.loading.completion import complete
from index.loading.files import FoundFile, find_files, reason_of
from index.loading.html import read_html
from index.loading.outcome import Limits, LoadedArticle, LoadFailure, Unloadable
from index.loading.plain import read_markdown, read_plain
from index.loading.records import read_json, read_jsonl
from index.stored import Origin

_Reader = Callable[[bytes, FoundFile], Iterator[tuple[int | None, Article | Unloadable]]]

_READERS: dict[str, _Reader] = {
    ".txt": read_plain,
    ".md": read_markdown,
    ".html": read_html,
    ".htm": read_html,
    ".json": read_json,
    ".jsonl": read_jsonl,
}


def load(paths: Sequence[Path], limits: Limits) -> Iterator[LoadedArticle | LoadFailure]:
    """The articles in files and folders, and what could not be loaded. Never raises."""
    return load_found(find_files(paths), limits)


def load_found(
    found: Iterable[FoundFile | LoadFailure], limits: Limits
) -> Iterator[LoadedArticle | LoadFailure]:
    """The same for files that were found before. They are taken one by one as they are
    read, so that an iterable which shows progress can stand around them. Never raises.
    """
    claimed: dict[str, str] = {}
    for item in found:
        for outcome in [item] if isinstance(item, LoadFailure) else _load_file(item, limits):
            yield claim(outcome, claimed)


def claim(
    outcome: LoadedArticle | LoadFailure, claimed: dict[str, str]
) -> LoadedArticle | LoadFailure:
    """``outcome``, or a failure when its id was ``claimed`` at another place before."""
    if isinstance(outcome, LoadFailure):
        return outcome
    name, origin = outcome.article.id, outcome.origin
    place = origin.file if origin.line is None else f"{origin.file}, line {origin.line}"
    if name in claimed:
        reason = f"has the id {name!r}, which {claimed[name]} has already"
        return LoadFailure(origin.file, origin.line, reason)
    claimed[name] = place
    return outcome


def _load_file(found: FoundFile, limits: Limits) -> Iterator[LoadedArticle | LoadFailure]:
    try:
        data = _read(found.path, limits.max_file_bytes)
        for line, article in _READERS[found.path.suffix.lower()](data, found):
            origin = Origin(str(found.root), str(found.path), line)
            loaded = admitted(article, origin, limits)
            yield loaded if isinstance(loaded, LoadFailure) else _completed(loaded)
    except (Unloadable, InvalidArticle) as error:
        yield LoadFailure(str(found.path), None, str(error))


def _read(path: Path, most: int) -> bytes:
    try:
        with path.open("rb") as file:
            data = file.read(most + 1)
    except OSError as error:
        raise Unloadable(f"cannot be read: {reason_of(error)}") from error
    if len(data) > most:
        raise Unloadable(f"is larger than {most:,} bytes")
    if not data.strip():
        raise Unloadable("is empty")
    return data


def admitted(
    article: Article | Unloadable, origin: Origin, limits: Limits
) -> LoadedArticle | LoadFailure:
    """The article as it stands, or why there is none that may be stored."""
    if isinstance(article, Unloadable):
        return LoadFailure(origin.file, origin.line, str(article))
    if len(article.text) > limits.max_article_chars:
        reason = (
            f"has a text of {len(article.text):,} characters; {limits.max_article_chars:,} may be"
        )
        return LoadFailure(origin.file, origin.line, reason)
    return LoadedArticle(article, origin)


def _completed(loaded: LoadedArticle) -> LoadedArticle:
    return replace(loaded, article=complete(loaded.article))
