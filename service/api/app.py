"""The application factory."""

from flask_openapi3.models.info import Info
from flask_openapi3.openapi import OpenAPI

from index.engine import Engine
from service.api import errors, lifecycle
from service.api.article_id import ArticleIdConverter
from service.api.context import Services
from service.api.json_provider import Utf8JSONProvider
from service.api.kept import Kept
from service.api.logs import json_logger
from service.api.metrics import Metrics
from service.api.openapi import DEFAULT_RESPONSE
from service.api.options import ApiOptions
from service.api.release import release
from service.api.schemas.problem import Problem
from service.api.strict_request import StrictRequest
from service.api.validation import refuse
from service.api.views import (
    article,
    articles,
    ask,
    curated,
    documentation,
    feedback,
    health,
    search,
)

DESCRIPTION = "Answers to questions about news articles, quoted word for word and cited."


def create_app(engine: Engine, options: ApiOptions, *, kept: Kept | None = None) -> OpenAPI:
    """A Flask application that answers from ``engine`` within the limits of ``options``, and
    keeps ``kept`` beside the articles."""
    app = OpenAPI(
        __name__,
        info=Info(title="citeqa", version=release(), description=DESCRIPTION),
        responses=DEFAULT_RESPONSE,
        # The library would write null, which OpenAPI does not allow there.
        security_schemes={},
        # Every operation has a default response, so that none is added by the library.
        validation_error_status="default",
        validation_error_model=Problem,
        validation_error_callback=refuse,
        doc_ui=False,
        static_folder=None,
    )
    app.request_class = StrictRequest
    app.json = Utf8JSONProvider(app)
    app.config["MAX_CONTENT_LENGTH"] = options.max_request_bytes
    app.extensions["citeqa"] = Services(engine, options, Metrics(), json_logger(), kept)
    app.url_map.converters["article_id"] = ArticleIdConverter
    # An article's id may have two slashes in a row; it must not be redirected.
    app.url_map.merge_slashes = False
    for view in (ask, search, articles, article, curated, feedback, health):
        app.register_api(view.blueprint)
    app.register_blueprint(documentation.blueprint)
    lifecycle.register(app)
    errors.register(app)
    return app
