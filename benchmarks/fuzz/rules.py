"""What schemathesis may not hold against the service: rules that JSON Schema cannot say.

And what it could not make up by itself, since it does not know those rules.
"""

import csv
import io
import json
import re
from collections import deque
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
    r"and the other descriptions may take|"
    # Whether a span is in an article, and which answers a query had, is in the store.
    r"is not the id of a stored article|"
    r"must be more than start, and at most \d+ in this article|"
    r"must be what the article has from start to end|"
    r"must stand in the article, word for word|"
    r"are required, as the answer stands in the article more than once|"
    r"must be less than \d+, as for this query|"
    r"is for questions that were declined|"
    r"must be helpful or should_have_answered, as there was no answer|"
    r"must be left out where the answer was helpful"
)
#: The same where errors are OpenAI's: only the last of the user's messages is a question, and
#: flask-openapi3 leaves out what the names in an object may be.
BEYOND_FOR_OPENAI = re.compile(
    r"Invalid value for '(messages|input)\[\d+\]\.content': "
    r"must (not be blank|have at (least|most) \d+ character|not have a NUL)|"
    r"Unsupported value: '(messages|input)\[\d+\]\.content\[\d+\]' |"
    r"Invalid value for 'metadata\..*\.\[key\]': must have at most 64 characters",
    re.DOTALL,
)

#: Longer addresses are refused by gunicorn itself, in HTML.
_LONGEST_ADDRESS = 8000

_IMPORT = "/v1/curated/import"
_BATCH = "/v1/ask/batch"
_FEEDBACK = "/v1/feedback"

#: The ``query_id`` of the last questions that were answered.
_ANSWERED: deque[str] = deque(maxlen=4)


@schemathesis.hook
def filter_failure(context: Any, failure: Any, case: Any, response: Any) -> bool:
    """Whether ``failure`` is one."""
    if len(response.request.url) > _LONGEST_ADDRESS:
        return bool(response.status_code >= 500)
    match type(failure).__name__:
        case "ServerError":
            return response.status_code != 504 or not _has_a_timeout(case)
        case "AcceptedNegativeData":
            return not _refused_in_a_batch(case, response)
        case "RejectedPositiveData":
            return not _is_beyond(case, response.text)
    return True


@schemathesis.hook
def map_body(context: Any, body: Any) -> Any:
    """Made up apart, good ids in path and body would never be the same; a bad one stays. Nor
    would text be a table: half of it is made one."""
    if context.operation.path == _IMPORT and isinstance(body, str) and len(body) % 2:
        return _table(body)
    if context.operation.method.upper() != "PUT" or not isinstance(body, dict):
        return body
    return {name: value for name, value in body.items() if name != "id" or not _is_id(value)}


@schemathesis.hook
def before_call(context: Any, case: Any, kwargs: Any) -> None:
    """Ask for the other of two forms that a response has; have feedback on what was asked."""
    if case.operation.path == _BATCH and len(str(case.body)) % 2:
        case.headers["Accept"] = "application/x-ndjson"
    if case.operation.path == _FEEDBACK and _ANSWERED and _is_good(case):
        case.body["query_id"] = _ANSWERED[0]


@schemathesis.hook
def after_call(context: Any, case: Any, response: Any) -> None:
    """Note what was asked."""
    if case.operation.path == "/v1/ask" and response.status_code == 200 and response.content:
        _ANSWERED.append(response.json()["query_id"])


@schemathesis.check
def good_questions_of_a_batch(context: Any, response: Any, case: Any) -> None:
    """A batch is never refused for one of its questions, so that each is looked at."""
    if not _is_good(case):
        return
    for problem in _refused_in_a_batch(case, response):
        if not _is_beyond(case, json.dumps(problem)):
            raise AssertionError(f"A question that is good was refused: {problem}")


@schemathesis.deserializer("application/x-ndjson")
def last_line(context: Any, response: Any) -> Any:
    """What the last line says, which the schema is of; all must be JSON."""
    return [json.loads(line) for line in response.content.splitlines()][-1]


def _is_good(case: Any) -> bool:
    return bool(case.meta and case.meta.generation.mode.is_positive)


def _table(text: str) -> str:
    written = io.StringIO()
    rows = [["id", "question", "answer", "title"], [f"t{len(text)}", text, text, text[:500]]]
    csv.writer(written).writerows(rows)
    return written.getvalue()


def _refused_in_a_batch(case: Any, response: Any) -> list[Any]:
    """The problems of the questions that were refused."""
    if case.operation.path != _BATCH or response.status_code != 200:
        return []
    lines = [json.loads(line) for line in response.content.splitlines()]
    results = lines[0].get("results", lines)
    return [each["problem"] for each in results if each["status"] == 422]


def _has_a_timeout(case: Any) -> bool:
    """Whether no answer in time is what was asked for."""
    return any(isinstance(part, dict) and "timeout_ms" in part for part in (case.query, case.body))


def _is_id(value: Any) -> bool:
    return (
        isinstance(value, str) and bool(value.strip()) and "\0" not in value and len(value) <= 512
    )


def _is_beyond(case: Any, text: str) -> bool:
    if case.operation.path == _IMPORT:
        return True  # which text is a table
    try:
        document = json.loads(text)
        if "error" in document:
            return bool(BEYOND_FOR_OPENAI.match(document["error"]["message"]))
        errors = document["errors"]
    except (ValueError, KeyError, TypeError):
        return False
    return all(BEYOND_THE_SCHEMA.match(error["message"]) for error in errors)
