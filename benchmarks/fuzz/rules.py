"""What schemathesis may not hold against the service: rules that JSON Schema cannot say."""

import json
import re
from typing import Any

import schemathesis

#: Beginnings of the messages about them. A request that breaks no other rule of the service
#: is good by the OpenAPI document, and is refused all the same.
BEYOND_THE_SCHEMA = re.compile(
    r"must be the id in the path|"  # two parts of one request
    r"is the id of articles\[|"  # two items of one list
    r"must be an ISO 8601 date or date-time|"  # 30 February
    r"needs a number or an ISO 8601 date|"
    r"must not be deeper than|"  # a filter, all levels counted
    r"must have at most \d+ conditions|"
    r"may be nested \d+ deep at most|"  # meta
    r"and the other descriptions may take"
)


#: Longer addresses are refused by gunicorn itself, in HTML.
_LONGEST_ADDRESS = 8000


@schemathesis.hook
def filter_failure(context: Any, failure: Any, case: Any, response: Any) -> bool:
    """Whether ``failure`` is one."""
    if len(response.request.url) > _LONGEST_ADDRESS:
        return response.status_code >= 500
    return type(failure).__name__ != "RejectedPositiveData" or not _is_beyond(response.text)


@schemathesis.hook
def map_body(context: Any, body: Any) -> Any:
    """Made up apart, good ids in path and body would never be the same. A bad one stays."""
    if context.operation.method.upper() != "PUT" or not isinstance(body, dict):
        return body
    return {name: value for name, value in body.items() if name != "id" or not _is_id(value)}


def _is_id(value: Any) -> bool:
    return (
        isinstance(value, str) and bool(value.strip()) and "\0" not in value and len(value) <= 512
    )


def _is_beyond(text: str) -> bool:
    try:
        errors = json.loads(text)["errors"]
    except (ValueError, KeyError, TypeError):
        return False
    return all(BEYOND_THE_SCHEMA.match(error["message"]) for error in errors)
