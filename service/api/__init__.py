"""The HTTP API: a WSGI application over an ``Engine``."""

from service.api.app import create_app
from service.api.options import ApiOptions

__all__ = ["ApiOptions", "create_app"]
