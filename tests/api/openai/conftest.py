"""OpenAI's own client, talking to the application in this process."""

from collections.abc import Iterator
from typing import Any

import httpx2
import pytest
from openai import OpenAI

from index.article import Article
from service.api.app import create_app
from service.api.options import ApiOptions


@pytest.fixture
def app(engine: Any, options: ApiOptions) -> Any:
    return create_app(engine, options)


@pytest.fixture
def http(app: Any) -> Any:
    return app.test_client()


@pytest.fixture
def sdk(app: Any) -> Iterator[OpenAI]:
    transport = httpx2.WSGITransport(app=app)
    with OpenAI(
        base_url="http://localhost/v1",
        api_key="none",
        max_retries=0,
        http_client=httpx2.Client(transport=transport),
    ) as client:
        yield client


@pytest.fixture
def nameless(engine: Any) -> Article:
    """An article without title, source, date and address."""
    article = Article(id="dépêche/1", text="La digue 🌊 a tenu.", language="fr")
    engine.add([article])
    return article
