"""The log: one JSON object a line on standard output."""

import sys
from typing import cast

import structlog
from structlog.typing import FilteringBoundLogger


def json_logger() -> FilteringBoundLogger:
    """A logger that leaves structlog's global configuration to the host program."""
    logger = structlog.wrap_logger(
        structlog.WriteLogger(sys.stdout),
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(0),
    )
    return cast(FilteringBoundLogger, logger)
