"""Articles as JSON: an object, a list of them, or one a line."""

import json
from collections.abc import Iterator
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, StringConstraints, ValidationError

from index.article import Article
from index.errors import InvalidArticle
from index.loading.dates import is_iso
from index.loading.decoding import decode
from index.loading.files import FoundFile
from index.loading.outcome import Unloadable


def _iso(value: str) -> str:
    if not is_iso(value):
        raise ValueError("must be an ISO 8601 date or date-time")
    return value


class _Record(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    id: str | None = None
    text: str
    title: str | None = None
    source: str | None = None
    author: str | None = None
    url: str | None = None
    published_at: Annotated[str, AfterValidator(_iso)] | None = None
    language: Annotated[str, StringConstraints(pattern="^[a-z]{2}$")] | None = None
    meta: dict[str, Any] | None = None


#: pydantic's words where they would tell more about Python than about the file.
_WORDS = {
    "missing": "is missing",
    "extra_forbidden": "is not known",
    "string_pattern_mismatch": "must be an ISO 639-1 code",
    "string_type": "must be a string",
    "dict_type": "must be an object",
}


def read_json(data: bytes, found: FoundFile) -> Iterator[tuple[int | None, Article | Unloadable]]:
    """The file's articles, each without a line number, or why one is none.

    :raises Unloadable: when the file is not JSON, or neither an object nor a list.
    """
    value = _parse(decode(data))
    if isinstance(value, list):
        for number, entry in enumerate(value, 1):
            yield None, _article(entry, f"{found.relative_id}#{number}", f"element {number}: ")
    else:
        yield None, _article(value, found.relative_id, "")


def read_jsonl(data: bytes, found: FoundFile) -> Iterator[tuple[int | None, Article | Unloadable]]:
    """The file's articles with their line numbers, or why a line is none; blank lines pass.

    :raises Unloadable: when the file cannot be decoded.
    """
    # Not splitlines(): U+2028 and its like may stand inside JSON strings.
    for number, line in enumerate(decode(data).split("\n"), 1):
        if line.strip():
            yield number, read_record(line, f"{found.relative_id}#{number}")


def read_record(line: str, default_id: str) -> Article | Unloadable:
    """The article of one JSON object, or why it is none."""
    try:
        return _article(_parse(line), default_id, "")
    except Unloadable as error:
        return error


def _parse(text: str) -> Any:
    if not text.strip():
        raise Unloadable("is empty")
    try:
        return json.loads(text)
    except RecursionError:
        raise Unloadable("is JSON that is nested too deeply") from None
    except ValueError as error:
        raise Unloadable(f"is not JSON: {error}") from error


def _article(value: Any, default_id: str, place: str) -> Article | Unloadable:
    if not isinstance(value, dict):
        return Unloadable(f"{place}must be a JSON object with at least the field 'text'")
    try:
        record = _Record.model_validate(value)
        fields = record.model_dump(exclude={"id"})
        fields["meta"] = record.meta or {}
        return Article(id=default_id if record.id is None else record.id, **fields)
    except ValidationError as error:
        return Unloadable(place + _explained(error))
    except RecursionError:
        return Unloadable(f"{place}is JSON that is nested too deeply")
    except InvalidArticle as error:
        return Unloadable(f"{place}{error}")


def _explained(error: ValidationError) -> str:
    first = error.errors(include_url=False)[0]
    words = _WORDS.get(first["type"]) or first["msg"].removeprefix("Value error, ")
    return f"field {'.'.join(str(part) for part in first['loc'])!r} {words}"
