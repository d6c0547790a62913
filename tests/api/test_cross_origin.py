"""Pages of other sites in a browser: none may call, unless the operator names them."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from service.api.access import Access
from service.api.app import create_app
from service.api.options import ApiOptions
from service.records.database import Records
from service.records.keys import ApiKeys

SITE = "https://www.example.org"
OTHERS = [
    "https://www.example.org.evil.example",
    "https://evil.example/https://www.example.org",
    "http://www.example.org",
    "https://www.example.org:8443",
    "https://wwwXexample.org",
    "https://example.org",
    "null",
]

MakeClient = Callable[..., FlaskClient]


@pytest.fixture
def client_for(engine: Any, options: ApiOptions, tmp_path: Path) -> MakeClient:
    def make(*origins: str) -> FlaskClient:
        access = Access(ApiKeys(Records(tmp_path)), anonymous="none", cors_origins=origins)
        return create_app(engine, options, access).test_client()

    return make


def preflight(client: FlaskClient, origin: str, path: str = "/v1/ask") -> TestResponse:
    headers = {
        "Origin": origin,
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "authorization, content-type",
    }
    return client.options(path, headers=headers)


def cors(response: TestResponse) -> dict[str, str]:
    return {name: value for name, value in response.headers if name.startswith("Access-Control")}


@pytest.mark.parametrize("origin", [SITE, *OTHERS])
def test_nobody_may_unless_configured(client_for: MakeClient, origin: str) -> None:
    client = client_for()
    assert cors(preflight(client, origin)) == {}
    assert cors(client.get("/livez", headers={"Origin": origin})) == {}


def test_a_named_site_may_ask_first_without_a_key(client_for: MakeClient) -> None:
    response = preflight(client_for(SITE), SITE)
    assert response.status_code == 200
    allowed = cors(response)
    assert allowed["Access-Control-Allow-Origin"] == SITE
    assert "POST" in allowed["Access-Control-Allow-Methods"]
    assert allowed["Access-Control-Allow-Headers"] == "authorization, content-type"
    assert "Access-Control-Allow-Credentials" not in allowed
    assert "Origin" in response.headers["Vary"]


def test_a_named_site_reads_refusals_too(client_for: MakeClient) -> None:
    response = client_for(SITE).post("/v1/ask", json={}, headers={"Origin": SITE})
    assert response.status_code == 401
    assert cors(response)["Access-Control-Allow-Origin"] == SITE
    assert "WWW-Authenticate" in cors(response)["Access-Control-Expose-Headers"]


@pytest.mark.parametrize("origin", OTHERS)
def test_others_may_not(client_for: MakeClient, origin: str) -> None:
    client = client_for(SITE)
    for response in (preflight(client, origin), client.get("/livez", headers={"Origin": origin})):
        assert "Access-Control-Allow-Origin" not in response.headers


def test_an_origin_with_brackets_is_itself_and_no_pattern(client_for: MakeClient) -> None:
    client = client_for("http://[::1]:3000", SITE)
    assert "Access-Control-Allow-Origin" in preflight(client, "http://[::1]:3000").headers
    assert "Access-Control-Allow-Origin" in preflight(client, SITE).headers
    assert "Access-Control-Allow-Origin" not in preflight(client, "http://::3000").headers


def test_all_sites_may_where_that_is_said(client_for: MakeClient) -> None:
    allowed = cors(preflight(client_for("*"), "https://anybody.example"))
    assert allowed["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Credentials" not in allowed
