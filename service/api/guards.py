"""What stands between the outside and the views, in its order."""

from typing import Any, cast

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from service.api import cross_origin, rate_limits
from service.api.access import Access
from service.api.admission import Admission


def register(app: Flask, access: Access) -> None:
    """Have ``app`` let in whom ``access`` lets in: first who it is, then how often, then
    whether; all of it before a body is read."""
    app.extensions["citeqa.access"] = access
    if access.cors_origins:
        cross_origin.register(app, access.cors_origins)
    admission = Admission(access)
    app.before_request(admission.identify)
    if access.rate_limit:
        rate_limits.register(app, access.rate_limit, access.rate_limit_storage)
    app.before_request(admission.admit)
    if access.trusted_proxies:
        _believe_proxies(app, access.trusted_proxies)


def _believe_proxies(app: Flask, count: int) -> None:
    wsgi: Any = app.wsgi_app
    fixed = ProxyFix(wsgi, x_for=count, x_proto=0, x_host=0, x_port=0, x_prefix=0)
    cast(Any, app).wsgi_app = fixed
