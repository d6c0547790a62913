"""OpenAI's own client, talking to the application in this process."""

from collections.abc import Callable, Iterator
from typing import Any

import httpx2
import pytest
from openai import OpenAI

from index.article import Article
from service.api import ApiOptions, create_app


@pytest.fixture
def app(engine: Any, options: ApiOptions) -> Any:
    return create_app(engine, options)


@pytest.fixture
def http(app: Any) -> Any:
    return app.test_client()


@pytest.fixture
def make_sdk(app: Any) -> Iterator[Callable[..., OpenAI]]:
    made: list[OpenAI] = []

    def make(**options: Any) -> OpenAI:
        transport = httpx2.WSGITransport(app=app)
        client = OpenAI(
            base_url="http://citeqa.example/v1",
            api_key="none",
            max_retries=0,
            http_client=httpx2.Client(transport=transport),
            **options,
        )
        made.append(client)
        return client

    yield make
    for client in made:
        client.close()


@pytest.fixture
def sdk(make_sdk: Callable[..., OpenAI]) -> OpenAI:
    return make_sdk()


@pytest.fixture
def nameless(engine: Any) -> Article:
    """An article without title, source, date and address."""
    article = Article(id="dépêche/1", text="La digue 🌊 a tenu.", language="fr")
    engine.add([article])
    return article
