"""What the views work with."""

from dataclasses import dataclass
from typing import cast

from flask import current_app
from structlog.typing import FilteringBoundLogger

from index.engine import Engine
from service.api.line import Line
from service.api.metrics import Metrics
from service.api.options import ApiOptions


@dataclass(frozen=True, slots=True)
class Services:
    """One application's collaborators."""

    engine: Engine
    options: ApiOptions
    metrics: Metrics
    logger: FilteringBoundLogger
    line: Line


def services() -> Services:
    """The current application's collaborators."""
    return cast(Services, current_app.extensions["citeqa"])
