"""The OpenAPI document, and Swagger UI to read it without the internet."""

import hashlib
from base64 import b64encode
from importlib.resources import files
from typing import cast

from flask import Blueprint, Response, current_app, jsonify, redirect, url_for
from flask_openapi3.openapi import OpenAPI
from werkzeug.wrappers import Response as AnyResponse

from service.api.access import Access
from service.api.json_parameters import with_json_parameters
from service.api.security import described

blueprint = Blueprint(
    "documentation",
    __name__,
    static_folder=str(files("flask_openapi3_swagger") / "templates" / "swagger"),
    static_url_path="/docs/assets",
)

# Without validatorUrl, Swagger UI would show the document to a server on the internet.
_SCRIPT = """
SwaggerUIBundle({
  url: "openapi.json",
  dom_id: "#swagger-ui",
  deepLinking: true,
  validatorUrl: null,
});
"""

_PAGE = f"""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>citeqa</title>
<link rel="icon" href="docs/assets/images/swagger.svg">
<link rel="stylesheet" href="docs/assets/css/swagger-ui.css">
</head>
<body>
<div id="swagger-ui"></div>
<script src="docs/assets/js/swagger-ui-bundle.js"></script>
<script>{_SCRIPT}</script>
</body>
</html>
"""

_SCRIPT_HASH = b64encode(hashlib.sha256(_SCRIPT.encode()).digest()).decode()

# Swagger UI sets styles in elements, and draws its icons as data.
_POLICY = (
    "default-src 'none'; connect-src 'self'; img-src 'self' data:; "
    "style-src 'self' 'unsafe-inline'; "
    f"script-src 'self' 'sha256-{_SCRIPT_HASH}'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)


@blueprint.get("/")
def home() -> AnyResponse:
    """Lead people to the documentation."""
    return redirect(url_for("documentation.docs"))


@blueprint.get("/docs")
def docs() -> Response:
    """Swagger UI; the browser is told to load nothing from elsewhere."""
    response = Response(_PAGE, content_type="text/html; charset=utf-8")
    response.headers["Content-Security-Policy"] = _POLICY
    return response


@blueprint.get("/openapi.json")
def document() -> Response:
    """The OpenAPI document."""
    access: Access = current_app.extensions["citeqa.access"]
    document = described(cast(OpenAPI, current_app), access.anonymous)
    return jsonify(with_json_parameters(document))
