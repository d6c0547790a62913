"""Problem documents in the shape of OpenAI's errors, on the routes that are OpenAI's.

Whatever refuses a request, here or before it gets here, answers with a problem document.
All of them are translated in this one place, with their headers.
"""

import json
from typing import Any

from flask import Flask, Response, request
from pydantic import BaseModel

from service.api.openai.sentences import UNSUPPORTED

_ROUTES = ("/v1/models", "/v1/chat", "/v1/responses")

#: Problems with fields: how the message begins, the code for that, and the sentence.
_FIELD_ERRORS = (
    ("is required", "missing_required_parameter", "Missing required parameter: '{field}'."),
    ("is not known", "unknown_parameter", "Unrecognized request argument supplied: {field}"),
    (UNSUPPORTED, "unsupported_value", "Unsupported value: '{field}' {message}."),
    ("", "invalid_value", "Invalid value for '{field}': {message}."),
)
#: Where OpenAI's codes are not the names of the problem types.
_CODES = {
    401: "invalid_api_key",
    405: "method_not_supported",
    429: "rate_limit_exceeded",
    500: None,
}
_MALFORMED = "malformed_request"


class OpenAIErrorDetail(BaseModel):
    """What is wrong; ``param`` names the parameter, where it is one."""

    message: str
    type: str
    param: str | None
    code: str | None


class OpenAIError(BaseModel):
    """An error in the shape of OpenAI's API."""

    error: OpenAIErrorDetail


def register(app: Flask) -> None:
    """Have ``app`` translate its problems on the routes that are OpenAI's.

    Functions that look at responses before this one must be registered after it.
    """
    app.after_request(_translated)


def _translated(response: Response) -> Response:
    if response.mimetype != "application/problem+json" or not _is_openai(request.path):
        return response
    status, error = _error(json.loads(response.get_data()))
    response.set_data(json.dumps({"error": error.model_dump()}, ensure_ascii=False))
    response.status_code = status
    response.content_type = "application/json"
    return response


def _is_openai(path: str) -> bool:
    return any(path == route or path.startswith(f"{route}/") for route in _ROUTES)


def _error(problem: dict[str, Any]) -> tuple[int, OpenAIErrorDetail]:
    status = problem["status"]
    if problem.get("errors"):
        # OpenAI has no 422, and names one parameter at a time.
        return 400, _field_error(**problem["errors"][0])
    name = problem["type"].rpartition("/")[2].replace("-", "_")
    code = _CODES.get(status, None if name in (_MALFORMED, "about:blank") else name)
    message = problem["detail"]
    return status, OpenAIErrorDetail(message=message, type=_type(status), param=None, code=code)


def _field_error(field: str, message: str) -> OpenAIErrorDetail:
    code, sentence = next(
        (code, sentence) for start, code, sentence in _FIELD_ERRORS if message.startswith(start)
    )
    told = sentence.format(field=field, message=message)
    param = None if field == "body" else field
    return OpenAIErrorDetail(message=told, type=_type(400), param=param, code=code)


def _type(status: int) -> str:
    if status == 429:
        return "requests"
    return "server_error" if status >= 500 else "invalid_request_error"
