"""What the views work with."""

from dataclasses import dataclass
from typing import cast

from flask import current_app
from structlog.typing import FilteringBoundLogger

from index.engine import Engine
from index.errors import StoreUnavailable
from service.api.kept import Kept
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
    storing: Line
    kept: Kept | None = None


def services() -> Services:
    """The current application's collaborators."""
    return cast(Services, current_app.extensions["citeqa"])


def kept() -> Kept:
    """What the current application keeps beside the articles.

    :raises StoreUnavailable: when it keeps nothing.
    """
    if (found := services().kept) is None:
        raise StoreUnavailable("This application was made without records.")
    return found
