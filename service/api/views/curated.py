"""Curated answers."""

from typing import Any, cast

from flask import Response, jsonify
from flask_openapi3.blueprint import APIBlueprint
from flask_openapi3.models import RawModel
from flask_openapi3.models.tag import Tag

from index.curated.entry import CuratedAnswer
from index.errors import InvalidCurated
from service.api.arrival import progress
from service.api.context import kept, services
from service.api.curated_csv import read_csv
from service.api.curating import invalid, settled
from service.api.lifecycle import note
from service.api.openapi import DEFAULT_RESPONSE, problems
from service.api.problem_type import (
    CURATED_NOT_FOUND,
    DEADLINE_EXCEEDED,
    INVALID_REQUEST,
    MALFORMED_REQUEST,
    QUESTION_TAKEN,
    REQUEST_TOO_LARGE,
    STORE_BUSY,
    STORE_UNAVAILABLE,
    UNSUPPORTED_MEDIA_TYPE,
)
from service.api.schemas.curated import (
    CuratedBody,
    CuratedImported,
    CuratedListResponse,
    CuratedPath,
    CuratedQuery,
    CuratedResponse,
    CuratedStored,
)
from service.api.strict_request import StrictRequest

blueprint = APIBlueprint(
    "curated",
    __name__,
    abp_tags=[Tag(name="curated", description="Answers that people wrote")],
    abp_responses=DEFAULT_RESPONSE
    | problems(MALFORMED_REQUEST, INVALID_REQUEST, STORE_BUSY, STORE_UNAVAILABLE),
)

_RULE = "/v1/curated/<curated_id:curated_id>"
_WRITING = problems(QUESTION_TAKEN, REQUEST_TOO_LARGE, UNSUPPORTED_MEDIA_TYPE, DEADLINE_EXCEEDED)


#: Of a table that one request may bring: each has to be embedded, in some 4 ms.
MOST_ROWS = 1000


class CsvTable(RawModel):
    """A table with a header."""

    mimetypes: list[str] = ["text/csv"]  # noqa: RUF012 - the library's way


@blueprint.put(_RULE, responses={200: CuratedStored, 201: CuratedStored} | _WRITING)
def put_curated(path: CuratedPath, body: CuratedBody) -> Response:
    """Keep an answer under this id, in place of any that is there."""
    curated = kept().curated
    try:
        new = _put([settled(curated, path.curated_id, body)])
    except InvalidCurated as error:
        raise invalid(error) from None
    status = "added" if new else "replaced"
    response = jsonify(CuratedStored(id=path.curated_id, status=status).model_dump())
    if new:
        response.status_code = 201
        response.location = f"/v1/curated/{path.curated_id}"
    return response


@blueprint.get(_RULE, responses={200: CuratedResponse} | problems(CURATED_NOT_FOUND))
def get_curated(path: CuratedPath) -> dict[str, Any]:
    """Get a curated answer."""
    curated = kept().curated
    entry = curated.book.get(path.curated_id)
    return CuratedResponse.of(entry, stale=curated.stale(entry)).model_dump()


@blueprint.delete(_RULE, responses={204: None} | problems(CURATED_NOT_FOUND))
def delete_curated(path: CuratedPath) -> tuple[str, int]:
    """Delete a curated answer."""
    kept().curated.book.delete(path.curated_id)
    return "", 204


@blueprint.get("/v1/curated", responses={200: CuratedListResponse})
def list_curated(query: CuratedQuery) -> dict[str, Any]:
    """List the curated answers in order of id."""
    curated = kept().curated
    page = curated.book.page(query.limit, query.after)
    entries = [CuratedResponse.of(each, stale=curated.stale(each)) for each in page.entries]
    found = CuratedListResponse(curated=entries, total=page.total, next=page.next_after)
    return found.model_dump()


@blueprint.post("/v1/curated/import", responses={200: CuratedImported} | _WRITING)
def import_curated(raw: CsvTable) -> dict[str, Any]:
    """Keep all answers of a CSV table of up to 1,000 rows, or none."""
    entries = read_csv(kept().curated, cast(StrictRequest, raw).get_csv(), MOST_ROWS)
    new = _put(entries)
    note(curated=len(entries))
    return CuratedImported(added=new, replaced=len(entries) - new).model_dump()


def _put(entries: list[CuratedAnswer]) -> int:
    seconds = services().options.ingest_seconds
    return kept().curated.put(entries, seconds, lambda done, total: progress())
