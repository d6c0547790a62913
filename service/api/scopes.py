"""What each route asks of a key. This table alone decides it, and every route is in it: a
route that somebody forgot to add is closed to all but ``admin``, and a test fails."""

from collections.abc import Mapping

from flask import Request

from service.records.scope import Scope

#: Nobody is asked for a key.
OPEN = None

REQUIRED: Mapping[str, Scope | None] = {
    "GET /": OPEN,
    "GET /docs": OPEN,
    "GET /docs/assets/<path:filename>": OPEN,
    "GET /openapi.json": OPEN,
    # Probes have no key.
    "GET /livez": OPEN,
    "GET /readyz": OPEN,
    # A scraper needs no more power than the weakest key has.
    "GET /metrics": Scope.ASK,
    "GET /version": Scope.ASK,
    "GET /v1/ask": Scope.ASK,
    "POST /v1/ask": Scope.ASK,
    "POST /v1/ask/batch": Scope.ASK,
    "POST /v1/search": Scope.ASK,
    "POST /v1/chat/completions": Scope.ASK,
    "POST /v1/responses": Scope.ASK,
    "GET /v1/models": Scope.ASK,
    "GET /v1/models/<article_id:model>": Scope.ASK,
    "POST /webhooks/rest/webhook": Scope.ASK,
    "GET /v1/curated": Scope.ASK,
    "POST /v1/curated/import": Scope.WRITE,
    "GET /v1/curated/<curated_id:curated_id>": Scope.ASK,
    "PUT /v1/curated/<curated_id:curated_id>": Scope.WRITE,
    "DELETE /v1/curated/<curated_id:curated_id>": Scope.WRITE,
    "POST /v1/feedback": Scope.ASK,
    "DELETE /v1/feedback/<query_id>": Scope.ADMIN,
    "GET /v1/articles": Scope.ASK,
    "POST /v1/articles": Scope.WRITE,
    "GET /v1/articles/<article_id:article_id>": Scope.ASK,
    "PUT /v1/articles/<article_id:article_id>": Scope.WRITE,
    "DELETE /v1/articles/<article_id:article_id>": Scope.WRITE,
}


def required(method: str, rule: str) -> Scope | None:
    """The scope that a method of a route needs; ``None`` where it is open. OPTIONS is: it
    tells what the document tells, and browsers send it without a key."""
    if method == "OPTIONS":
        return OPEN
    return REQUIRED.get(f"{'GET' if method == 'HEAD' else method} {rule}", Scope.ADMIN)


def required_by(request: Request) -> Scope | None:
    """The same for a request; what leads nowhere is open, and gets its 404 or 405."""
    return required(request.method, request.url_rule.rule) if request.url_rule else OPEN
