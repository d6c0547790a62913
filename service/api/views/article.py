"""One article."""

from flask import Response, jsonify, request
from flask_openapi3.blueprint import APIBlueprint
from flask_openapi3.models.tag import Tag

from index.stored import Change
from service.api.arrival import progress
from service.api.article_id import article_path
from service.api.context import services
from service.api.incoming import completed
from service.api.openapi import DEFAULT_RESPONSE, problems
from service.api.problem import FieldError, ProblemError
from service.api.problem_type import (
    ARTICLE_NOT_FOUND,
    DEADLINE_EXCEEDED,
    INVALID_REQUEST,
    MALFORMED_REQUEST,
    REQUEST_TOO_LARGE,
    STORE_BUSY,
    STORE_UNAVAILABLE,
    UNSUPPORTED_MEDIA_TYPE,
)
from service.api.schemas.article import ArticleBody
from service.api.schemas.stored import ArticlePath, ArticleResponse, StoredOutcome
from service.api.storing import storing

blueprint = APIBlueprint(
    "article",
    __name__,
    abp_tags=[Tag(name="articles", description="The articles that answers come from")],
    abp_responses=DEFAULT_RESPONSE | problems(MALFORMED_REQUEST, INVALID_REQUEST),
)

_RULE = "/v1/articles/<article_id:article_id>"


@blueprint.get(
    _RULE,
    responses={200: ArticleResponse, 304: {"description": "As in If-None-Match"}}
    | problems(ARTICLE_NOT_FOUND, STORE_UNAVAILABLE),
)
def get_article(path: ArticlePath) -> Response:
    """Get an article with its text; the ETag is its version."""
    stored = services().engine.article(path.article_id)
    response = jsonify(ArticleResponse.of(stored).model_dump())
    # Weak: when the article was indexed is in the body but not in the version.
    response.set_etag(stored.version, weak=True)
    response.make_conditional(request)
    return response


@blueprint.put(
    _RULE,
    responses={200: StoredOutcome, 201: StoredOutcome}
    | problems(REQUEST_TOO_LARGE, UNSUPPORTED_MEDIA_TYPE)
    | problems(STORE_BUSY, STORE_UNAVAILABLE, DEADLINE_EXCEEDED),
)
def put_article(path: ArticlePath, body: ArticleBody) -> Response:
    """Store an article under this id, in place of any that is there."""
    if body.id not in (None, path.article_id):
        errors = [FieldError("id", "must be the id in the path, or be left out")]
        raise ProblemError(INVALID_REQUEST, "The ids differ.", errors=errors)
    article = completed(body, article_id=path.article_id)
    with storing() as deadline:
        outcome = services().engine.put(article, seconds=deadline.left(), progress=progress)
    response = jsonify(StoredOutcome.of(outcome).model_dump())
    if outcome.change is Change.ADDED:
        response.status_code = 201
        response.location = article_path(outcome.article_id)
    return response


@blueprint.delete(
    _RULE,
    responses={204: None} | problems(ARTICLE_NOT_FOUND, STORE_BUSY, STORE_UNAVAILABLE),
)
def delete_article(path: ArticlePath) -> tuple[str, int]:
    """Delete an article."""
    services().engine.delete(path.article_id)
    return "", 204
