"""Failures of the service itself as problem documents."""

import json
import re
from pathlib import Path

import pytest
from werkzeug.exceptions import TooManyRequests

from index.errors import DeadlineExceeded, StoreBusy, StoreUnavailable
from service.api import problem_type
from service.api.app import create_app

ARTICLE = {"id": "a", "text": "Texte."}
MANUAL = Path(__file__).parents[2] / "docs" / "api.md"


@pytest.mark.parametrize(
    ("failure", "type_", "retry"),
    [
        (StoreBusy("/srv/data is locked"), "store-busy", "1"),
        (StoreUnavailable("/srv/data is gone"), "store-unavailable", "30"),
        (DeadlineExceeded("7 s"), "deadline-exceeded", None),
    ],
)
def test_the_store_is_in_the_way(client, engine, failure, type_, retry):
    engine.failure = failure

    response = client.post("/v1/articles", json=ARTICLE)

    assert response.status_code == 503
    assert response.content_type == "application/problem+json"
    assert response.json["type"] == f"/problems/{type_}"
    assert response.headers.get("Retry-After") == retry
    assert "/srv" not in response.text


@pytest.mark.parametrize("failure", [ValueError("secret"), RecursionError(), MemoryError()])
def test_a_bug_is_logged_and_not_shown(engine, options, capsys, failure):
    client = create_app(engine, options).test_client()
    engine.failure = failure

    response = client.get("/v1/articles/a", headers={"X-Request-ID": "r-1"})

    assert response.status_code == 500
    assert response.json["type"] == "/problems/internal-error"
    assert response.json["request_id"] == "r-1"
    assert "secret" not in response.text
    assert "Traceback" not in response.text
    logged = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [line["event"] for line in logged] == ["failed", "request"]
    assert "Traceback" in logged[0]["exception"]
    assert {line["request_id"] for line in logged} == {"r-1"}


def test_a_full_problem_document(client):
    response = client.get("/v1/articles/é%20x", headers={"X-Request-ID": "r-2"})

    assert response.json == {
        "type": "/problems/article-not-found",
        "title": "No such article",
        "status": 404,
        "detail": "There is no article 'é x'.",
        "instance": "/v1/articles/%C3%A9%20x",
        "request_id": "r-2",
    }


def test_too_many_requests_is_a_problem_too(engine, options):
    app = create_app(engine, options)

    @app.before_request
    def _limit():
        raise TooManyRequests(retry_after=5)

    response = app.test_client().get("/livez")

    assert response.status_code == 429
    assert response.json["type"] == "/problems/too-many-requests"
    assert response.headers["Retry-After"] == "5"


def test_allow_names_the_methods(client):
    response = client.patch("/v1/articles/a")

    allowed = set(response.headers["Allow"].split(", "))
    assert allowed == {"GET", "HEAD", "OPTIONS", "PUT", "DELETE"}


def test_the_manual_lists_every_problem():
    rows = re.findall(r"^\| `(/problems/\S+)` \| (\d+) \|", MANUAL.read_text(), re.MULTILINE)

    assert rows == [(type_.uri, str(type_.status)) for type_ in problem_type.ALL]
