"""The HTTP API over a real store with stand-ins for the models."""

from typing import Any

import pytest
from flask.testing import FlaskClient

from service.api.app import create_app
from service.api.options import ApiOptions

OPTIONS = ApiOptions(
    max_request_bytes=4_000_000,
    max_articles_per_request=100,
    max_article_chars=1_000_000,
    ingest_seconds=60.0,
)


@pytest.fixture
def client(desk: Any) -> FlaskClient:
    return create_app(desk.engine, OPTIONS).test_client()
