"""Errors as problem documents (RFC 9457)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from flask import Response, jsonify, request

from service.api.problem_type import ProblemType
from service.api.request_id import request_id


@dataclass(frozen=True, slots=True)
class FieldError:
    """What is wrong with one field; ``field`` is written like ``articles[0].text``."""

    field: str
    message: str


class ProblemError(Exception):
    """Ends a request with a problem document.

    ``errors`` name what is wrong field by field; ``headers`` and the members of ``extra``
    are added to the response.
    """

    def __init__(
        self,
        type_: ProblemType,
        detail: str,
        *,
        errors: Sequence[FieldError] = (),
        headers: Mapping[str, str] | None = None,
        extra: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(detail)
        self.type = type_
        self.detail = detail
        self.errors = errors
        self.headers = headers or {}
        self.extra = extra or {}


def respond(problem: ProblemError) -> Response:
    """The problem document for the current request."""
    document: dict[str, Any] = {
        "type": problem.type.uri,
        "title": problem.type.title,
        "status": problem.type.status,
        "detail": _writable(problem.detail),
        "instance": quote(request.path, errors="replace"),
        "request_id": request_id(),
    }
    if problem.errors:
        document["errors"] = [
            {"field": _writable(error.field), "message": _writable(error.message)}
            for error in problem.errors
        ]
    response = jsonify(document | dict(problem.extra))
    response.status_code = problem.type.status
    response.content_type = "application/problem+json"
    response.headers.update(problem.headers)
    return response


def _writable(text: str) -> str:
    """``text`` without lone surrogates, which a refused field's name can have."""
    return text.encode(errors="replace").decode()
