"""The HTTP API: a WSGI application over an ``Engine``, made by ``service.api.app``."""
