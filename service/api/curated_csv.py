"""Curated answers as a table, for spreadsheets."""

import csv
import io
from collections.abc import Iterator, Sequence
from typing import Any, NoReturn

from pydantic import ValidationError

from index.curated.answers import CuratedAnswers
from index.curated.entry import CuratedAnswer
from index.errors import InvalidCurated
from service.api.curating import settled
from service.api.problem import FieldError, ProblemError
from service.api.problem_type import INVALID_REQUEST
from service.api.schemas.curated import CuratedBody, CuratedPath
from service.api.validation import refuse

#: Of a file, in this order when it is written.
COLUMNS = (
    "id", "question", "answer", "language",
    "title", "url", "source", "article_id", "start", "end",
)  # fmt: skip
_CITATION = ("title", "url", "source", "article_id", "start", "end")
_NUMBERS = ("start", "end")

_NAMED_AT_MOST = 50


def read_csv(
    curated: CuratedAnswers, text: str, most_rows: int | None = None
) -> list[CuratedAnswer]:
    """The answers of a table with the ``COLUMNS``, of which ``id``, ``question`` and
    ``answer`` must be there; several rows of one id are wordings of one question, and only
    the first need have the rest. Commas or semicolons separate.

    :raises ProblemError: with every row that is wrong, numbered as in a spreadsheet, or when
        there are more than ``most_rows``.
    """
    bodies: dict[str, dict[str, Any]] = {}
    first: dict[str, int] = {}
    errors: list[FieldError] = []
    for count, (number, row) in enumerate(_rows(text)):
        if count == most_rows:
            _refuse_more(most_rows, number)
        errors += (FieldError(f"row {number}, {f}", m) for f, m in _merge(bodies, row))
        first.setdefault(row.get("id", ""), number)
    entries = []
    for curated_id, fields in bodies.items():
        try:
            CuratedPath(curated_id=curated_id)
            entries.append(settled(curated, curated_id, _body(fields)))
        except (ValidationError, InvalidCurated, ProblemError) as error:
            errors += _of_row(first[curated_id], error)
    if errors or not entries:
        detail = "No row was imported." if errors else "The table has no rows."
        raise ProblemError(INVALID_REQUEST, detail, errors=errors[:_NAMED_AT_MOST])
    return entries


def _refuse_more(most: int, number: int) -> NoReturn:
    reason = f"is one too many: a request may bring {most}; citeqa curated import takes any number"
    errors = [FieldError(f"row {number}", reason)]
    raise ProblemError(INVALID_REQUEST, "No row was imported.", errors=errors)


def write_csv(entries: Sequence[CuratedAnswer]) -> Iterator[str]:
    """The table that ``read_csv`` reads, line by line; a row for each question."""
    yield _line(COLUMNS)
    for entry in entries:
        about = {name: getattr(entry.citation, name, None) for name in _CITATION}
        whole = about | {"id": entry.id, "answer": entry.answer, "language": entry.language}
        for question in entry.questions:
            fields = whole | {"question": question}
            yield _line(["" if fields[name] is None else fields[name] for name in COLUMNS])
            whole = dict.fromkeys(whole) | {"id": entry.id}


def _line(cells: Sequence[Any]) -> str:
    line = io.StringIO()
    csv.writer(line, lineterminator="\r\n").writerow(cells)
    return line.getvalue()


def _rows(text: str) -> Iterator[tuple[int, dict[str, str]]]:
    text = text.removeprefix("\ufeff")
    header = text.partition("\n")[0]
    delimiter = ";" if header.count(";") > header.count(",") else ","
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        names = [name.strip().lower() for name in next(reader, [])]
        _must_be_columns(names)
        for number, cells in enumerate(reader, 2):
            if any(cell.strip() for cell in cells):
                if len(cells) > len(names):
                    error = FieldError(f"row {number}", f"has more than {len(names)} cells")
                    raise ProblemError(INVALID_REQUEST, "No row was imported.", errors=[error])
                yield number, dict(zip(names, cells, strict=False))
    except csv.Error as error:
        errors = [FieldError(f"line {reader.line_num}", f"is not CSV: {error}")]
        raise ProblemError(INVALID_REQUEST, "No row was imported.", errors=errors) from None


def _must_be_columns(names: list[str]) -> None:
    allowed = ", ".join(COLUMNS)
    errors = [
        FieldError(n or "row 1", f"is no column; allowed: {allowed}")
        for n in names
        if n not in COLUMNS
    ]
    errors += [FieldError(n, "is there twice") for n in {n for n in names if names.count(n) > 1}]
    errors += [
        FieldError(n, "is required as a column") for n in ("id", "question") if n not in names
    ]
    if errors:
        detail = "The first row must name the columns."
        raise ProblemError(INVALID_REQUEST, detail, errors=errors[:_NAMED_AT_MOST])


def _merge(bodies: dict[str, dict[str, Any]], row: dict[str, str]) -> Iterator[tuple[str, str]]:
    """Take up a row; what is wrong with it, by column."""
    curated_id = row.get("id", "").strip()
    row["id"] = curated_id
    fields = bodies.setdefault(curated_id, {"questions": []})
    fields["questions"].append(row.get("question", "").strip())
    for name in COLUMNS[2:]:
        cell = row.get(name, "")
        # The answer is quoted word for word, spaces included; nothing else has any at its ends.
        value = cell if name == "answer" and cell.strip() else cell.strip()
        if value and fields.setdefault(name, value) != value:
            yield name, f"must be empty or the same as in the first row of {curated_id!r}"


def _body(fields: dict[str, Any]) -> CuratedBody:
    citation = {
        n: _number(n, fields[n]) if n in _NUMBERS else fields[n] for n in _CITATION if n in fields
    }
    rest = {name: fields[name] for name in ("questions", "answer", "language") if name in fields}
    return CuratedBody.model_validate(rest | {"citation": citation})


def _number(name: str, text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 16):
        raise InvalidCurated(name, "must be a whole number")
    return int(text)


def _of_row(number: int, error: Exception) -> Iterator[FieldError]:
    if isinstance(error, InvalidCurated):
        yield FieldError(f"row {number}, {_column(error.field)}", error.reason)
        return
    try:
        refuse(error)  # type: ignore[arg-type]
    except ProblemError as problem:
        for each in problem.errors:
            yield FieldError(f"row {number}, {_column(each.field)}", each.message)


def _column(field: str) -> str:
    name = field.removeprefix("citation.").partition("[")[0]
    return {"curated_id": "id", "questions": "question"}.get(name, name)
