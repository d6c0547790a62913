"""Many questions, one after the other, each with a result or a problem of its own."""

from collections.abc import Generator, Sequence
from typing import Any

from flask import current_app
from pydantic import ValidationError

from service.api.answering import answer
from service.api.arrival import stopping
from service.api.lifecycle import note, noted_apart
from service.api.problem import ProblemError
from service.api.problem_type import NOT_READY
from service.api.schemas.question import AskRequest
from service.api.validation import refuse

_STOPPING = "The service is about to stop. Ask this question again."


def answered_in_turn(
    questions: Sequence[AskRequest | ValidationError],
) -> Generator[str, None, None]:
    """What each question got, as JSON on one line, as soon as it is known.

    One after the other, since one question takes all cores, and so that the questions of
    others come in between. When the service is about to stop, the rest are refused, so that
    what was begun has an end. Closing the iterator leaves the rest unanswered; the request's
    line in the log tells how many were not.
    """
    each: list[dict[str, Any]] = []
    try:
        for index, asked in enumerate(questions):
            with noted_apart() as facts:
                line, status = _result(index, asked)
            each.append({"status": status} | facts)
            yield line
    finally:
        answered = sum(1 for facts in each if facts.get("answered"))
        problems = sum(1 for facts in each if facts["status"] != 200)
        left = len(questions) - len(each)
        note(questions=len(questions), answered=answered, problems=problems, left=left, each=each)


def _result(index: int, asked: AskRequest | ValidationError) -> tuple[str, int]:
    try:
        if isinstance(asked, ValidationError):
            refuse(asked)
        if stopping():
            raise ProblemError(NOT_READY, _STOPPING, headers={"Retry-After": "1"})
        return _line({"index": index, "status": 200, "result": answer(asked).as_json()}), 200
    except Exception as error:
        # Once the response has begun, this is the only place left to tell of it.
        return _problem(index, error)


def _problem(index: int, error: Exception) -> tuple[str, int]:
    """The document that the error would have been for a request of its own."""
    response = current_app.make_response(current_app.handle_user_exception(error))
    found = {"index": index, "status": response.status_code, "problem": response.get_json()}
    if response.retry_after is not None and response.headers["Retry-After"].isdigit():
        found["retry_after"] = int(response.headers["Retry-After"])
    return _line(found), response.status_code


def _line(found: dict[str, Any]) -> str:
    return current_app.json.dumps(found, separators=(",", ":"))
