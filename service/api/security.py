"""Keys and refusals in the OpenAPI document, out of the table that decides about them."""

import copy
import re
from typing import Any

from flask_openapi3.openapi import OpenAPI

from service.api.access import Anonymous
from service.api.openapi import problems
from service.api.problem_type import FORBIDDEN, TOO_MANY_REQUESTS, UNAUTHORIZED
from service.api.scopes import required
from service.records.scope import Scope

_NAME = "key"

SCHEMES: Any = {
    _NAME: {
        "type": "http",
        "scheme": "bearer",
        "bearerFormat": "cqa_…",
        "description": "A key that `citeqa keys create` made. Its scope is ask, write or admin; "
        "each includes those before it.",
    }
}


def described(app: OpenAPI, anonymous: Anonymous) -> dict[str, Any]:
    """The document of ``app`` with what each operation needs; ``{}`` says: or no key."""
    # The application has one, which all threads share.
    document: dict[str, Any] = copy.deepcopy(app.api_doc)
    for rule in app.url_map.iter_rules():
        item = document["paths"].get(re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule.rule), {})
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}:
            if operation := item.get(method.lower()):
                needed = required(method, rule.rule)
                operation["security"] = _security(needed, anonymous)
                if needed is not None:
                    _tell_of_refusals(operation["responses"])
    return document


def _tell_of_refusals(responses: dict[str, Any]) -> None:
    """What stands before the views, and so is declared by none; those of OpenAI's routes
    have another shape, and are declared there."""
    for status, refusal in problems(UNAUTHORIZED, FORBIDDEN, TOO_MANY_REQUESTS).items():
        responses.setdefault(str(status), refusal)


def _security(needed: Scope | None, anonymous: Anonymous) -> list[dict[str, list[Any]]]:
    if needed is None:
        return []
    keyless = anonymous in ("auto", "all") or (anonymous == "ask" and needed is Scope.ASK)
    return [{_NAME: [needed.value]}] + ([{}] if keyless else [])
