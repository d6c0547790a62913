"""The application factory."""

from flask_openapi3.models.info import Info
from flask_openapi3.openapi import OpenAPI

from index.engine import Engine
from service.api import errors, guards, lifecycle
from service.api.access import Access
from service.api.article_id import ArticleIdConverter
from service.api.context import Services
from service.api.curated_id import CuratedIdConverter
from service.api.json_provider import Utf8JSONProvider
from service.api.kept import Kept
from service.api.line import STORING, Line
from service.api.logs import json_logger
from service.api.metrics import Metrics
from service.api.openai import translation as openai_translation
from service.api.openai import views as openai_views
from service.api.openapi import DEFAULT_RESPONSE
from service.api.options import ApiOptions
from service.api.release import release
from service.api.schemas.problem import Problem
from service.api.security import SCHEMES
from service.api.strict_request import StrictRequest
from service.api.validation import refuse
from service.api.views import (
    article,
    articles,
    ask,
    batch,
    curated,
    documentation,
    feedback,
    health,
    rasa,
    search,
)

DESCRIPTION = "Answers to questions about news articles, quoted word for word and cited."

_VIEWS = (
    ask,
    batch,
    search,
    articles,
    article,
    curated,
    feedback,
    openai_views,
    rasa,
    health,
)


def create_app(
    engine: Engine, options: ApiOptions, access: Access | None = None, kept: Kept | None = None
) -> OpenAPI:
    """A Flask application that answers from ``engine`` within the limits of ``options``, to
    whom ``access`` lets in: without it, to callers on this machine alone. ``kept`` is kept
    beside the articles."""
    app = OpenAPI(
        __name__,
        info=Info(title="citeqa", version=release(), description=DESCRIPTION),
        responses=DEFAULT_RESPONSE,
        security_schemes=SCHEMES,
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
    metrics = Metrics()
    line = Line(options.reading_at_once, options.waiting_questions, metrics.show_line)
    storing = Line(1, options.waiting_articles, refusals=STORING)
    app.extensions["citeqa"] = Services(
        engine, options, metrics, json_logger(), line, storing, kept
    )
    app.url_map.converters["article_id"] = ArticleIdConverter
    app.url_map.converters["curated_id"] = CuratedIdConverter
    # An article's id may have two slashes in a row; it must not be redirected.
    app.url_map.merge_slashes = False
    for view in _VIEWS:
        app.register_api(view.blueprint)
    app.register_blueprint(documentation.blueprint)
    lifecycle.register(app)
    guards.register(app, access or Access())
    # After the lifecycle, whose turn is then later: it counts the translated status.
    openai_translation.register(app)
    errors.register(app)
    return app
