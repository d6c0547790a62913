"""How the service is doing."""

import platform
from importlib.metadata import version
from typing import Any

from flask import Response
from flask_openapi3.blueprint import APIBlueprint
from flask_openapi3.models.tag import Tag
from prometheus_client import CONTENT_TYPE_LATEST

from index.errors import StoreBusy, StoreMismatch, StoreUnavailable
from service.api.arrival import stopping
from service.api.context import services
from service.api.current_metrics import CurrentMetrics
from service.api.feedback_metrics import exposition
from service.api.openapi import DEFAULT_RESPONSE, problems
from service.api.problem import ProblemError
from service.api.problem_type import NOT_READY
from service.api.release import release
from service.api.schemas.health import Alive, Ready, Version
from service.api.schemas.index_state import Models

blueprint = APIBlueprint(
    "health",
    __name__,
    abp_tags=[Tag(name="operations", description="For those who run the service")],
    abp_responses=DEFAULT_RESPONSE,
)

_TEXT = {"text/plain": {"schema": {"type": "string"}}}


@blueprint.get("/livez", responses={200: Alive})
def livez() -> dict[str, Any]:
    """Whether the process answers at all."""
    return Alive(status="ok").model_dump()


@blueprint.get("/readyz", responses={200: Ready} | problems(NOT_READY))
def readyz() -> dict[str, Any]:
    """Whether questions can be answered."""
    if stopping():
        raise ProblemError(NOT_READY, "The service is about to stop.", extra={"dependencies": {}})
    dependencies = services().engine.readiness()
    if broken := [name for name, state in dependencies.items() if state != "ok"]:
        extra = {"dependencies": dependencies}
        raise ProblemError(NOT_READY, f"Not ready: {', '.join(broken)}.", extra=extra)
    return Ready(status="ok", dependencies=dependencies).model_dump()


@blueprint.get("/metrics", responses={200: {"content": _TEXT}})
def metrics() -> Response:
    """Metrics for Prometheus."""
    context = services()
    try:
        context.metrics.show_index(context.engine.state())
        text = context.metrics.exposition(CurrentMetrics(context.engine))
    except StoreUnavailable:
        # The other metrics are needed most when the store is broken.
        context.logger.warning("index_unknown")
        text = context.metrics.exposition()
    return Response(text + _feedback(), content_type=CONTENT_TYPE_LATEST)


def _feedback() -> bytes:
    context = services()
    try:
        return exposition(context.kept.feedback.tallies()) if context.kept else b""
    except (StoreUnavailable, StoreBusy, StoreMismatch):
        context.logger.warning("feedback_unknown")
        return b""


@blueprint.get("/version", responses={200: Version})
def version_() -> dict[str, Any]:
    """What runs here."""
    models = services().engine.models
    return Version(
        citeqa=release(),
        models=Models(encoder=models["encoder"], reader=models["reader"]),
        python=platform.python_version(),
        haystack=version("haystack-ai"),
    ).model_dump()
