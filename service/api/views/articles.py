"""The collection of articles."""

from typing import Any

from flask import Response, jsonify
from flask_openapi3.blueprint import APIBlueprint
from flask_openapi3.models.tag import Tag

from index.article import Article
from index.stored import Change
from service.api.arrival import progress
from service.api.article_id import article_path
from service.api.context import services
from service.api.incoming import completed
from service.api.lifecycle import note
from service.api.openapi import DEFAULT_RESPONSE, problems
from service.api.problem import FieldError, ProblemError
from service.api.problem_type import (
    ARTICLE_EXISTS,
    DEADLINE_EXCEEDED,
    INVALID_REQUEST,
    MALFORMED_REQUEST,
    REQUEST_TOO_LARGE,
    STORE_BUSY,
    STORE_UNAVAILABLE,
    UNSUPPORTED_MEDIA_TYPE,
)
from service.api.schemas.article import ArticlesRequest
from service.api.schemas.stored import (
    ArticlesQuery,
    ArticlesResponse,
    StoredOutcome,
    StoredOutcomes,
)
from service.api.storing import storing

blueprint = APIBlueprint(
    "articles",
    __name__,
    abp_tags=[Tag(name="articles", description="The articles that answers come from")],
    abp_responses=DEFAULT_RESPONSE | problems(MALFORMED_REQUEST, INVALID_REQUEST),
)


@blueprint.post(
    "/v1/articles",
    responses={200: StoredOutcomes, 201: StoredOutcomes}
    | problems(ARTICLE_EXISTS, REQUEST_TOO_LARGE, UNSUPPORTED_MEDIA_TYPE)
    | problems(STORE_BUSY, STORE_UNAVAILABLE, DEADLINE_EXCEEDED),
)
def add_articles(body: ArticlesRequest) -> Response:
    """Store new articles, all or none; the same articles again are no change."""
    articles = [completed(each, body.place(at)) for at, each in enumerate(body.bodies)]
    _require_distinct(articles)
    with storing() as deadline:
        outcomes = services().engine.add(articles, seconds=deadline.left(), progress=progress)
    note(articles=len(outcomes))
    response = jsonify(
        StoredOutcomes(articles=[StoredOutcome.of(each) for each in outcomes]).model_dump()
    )
    if any(each.change is not Change.UNCHANGED for each in outcomes):
        response.status_code = 201
    if len(outcomes) == 1:
        response.location = article_path(outcomes[0].article_id)
    return response


@blueprint.get("/v1/articles", responses={200: ArticlesResponse} | problems(STORE_UNAVAILABLE))
def list_articles(query: ArticlesQuery) -> dict[str, Any]:
    """List the articles in order of id, without their text."""
    filters = query.filters.model_dump() if query.filters else None
    page = services().engine.articles(filters=filters, limit=query.limit, after=query.after)
    return ArticlesResponse.of(page).model_dump()


def _require_distinct(articles: list[Article]) -> None:
    first: dict[str, int] = {}
    errors = [
        FieldError(f"articles[{at}].id", f"is the id of articles[{first[article.id]}] too")
        for at, article in enumerate(articles)
        if first.setdefault(article.id, at) != at
    ]
    if errors:
        detail = "Two articles have one id."
        raise ProblemError(INVALID_REQUEST, detail, errors=errors)
