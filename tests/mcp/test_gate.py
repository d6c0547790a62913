"""Who may come in over HTTP: the rules of the HTTP API, before an engine of stand-ins."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from starlette.testclient import TestClient

from index.errors import StoreBusy
from service.api.access import Access
from service.mcp.address import Address
from service.mcp.door import Door
from service.mcp.server import build_server
from service.mcp.serving import PATH, http_app
from service.records.keys import ApiKeys
from service.records.scope import Scope

LIST = {"jsonrpc": "2.0", "id": 1, "method": "tools/list", "params": {}}
ACCEPT = {"Accept": "application/json, text/event-stream"}
HERE, ELSEWHERE = "127.0.0.1", "203.0.113.9"


@pytest.fixture
def list_tools(desk: Any, limits: Any, keys: ApiKeys) -> Iterator[Callable[..., Any]]:
    """Calls a server that anybody may use as ``anonymous`` says."""
    security = Address.parse("127.0.0.1:8001").security(["assistant.example"])

    def call(token: object = None, anonymous: Any = "auto", of: str = HERE, **headers: str) -> Any:
        server = build_server(desk.engine, limits)
        door = Door(Access(keys=keys, anonymous=anonymous))
        app = http_app(server, security, door, 100_000)
        sent = ACCEPT | headers | ({"Authorization": f"Bearer {token}"} if token else {})
        with TestClient(app, base_url="http://127.0.0.1:8001", client=(of, 50000)) as client:
            return client.post(PATH, json=LIST, headers=sent)

    yield call


def test_none_is_asked_for_here_until_one_is_made(list_tools, keys):
    assert list_tools().status_code == 200
    # Clients that cannot do without a key send anything.
    assert list_tools("none").status_code == 200

    key, token = keys.create("assistant", Scope.ASK)

    refused = list_tools()
    assert refused.status_code == 401
    assert refused.headers["WWW-Authenticate"] == 'Bearer realm="citeqa"'
    assert refused.headers["Content-Type"] == "application/problem+json"
    assert refused.json()["type"] == "/problems/unauthorized"
    answered = list_tools(token)
    assert answered.status_code == 200
    assert len(answered.json()["result"]["tools"]) == 3
    assert keys.all()[0].last_used

    keys.revoke(key.id)

    told = list_tools(token)
    assert told.status_code == 401
    assert 'error="invalid_token"' in told.headers["WWW-Authenticate"]
    assert list_tools().status_code == 401


@pytest.mark.parametrize("scope", list(Scope))
def test_every_scope_is_enough_from_anywhere(list_tools, keys, scope):
    _, token = keys.create("assistant", scope)

    assert list_tools(token, of=ELSEWHERE, Host="assistant.example").status_code == 200


@pytest.mark.parametrize(
    ("anonymous", "of", "headers", "status"),
    [
        ("auto", ELSEWHERE, {}, 401),
        ("auto", HERE, {"X-Forwarded-For": "127.0.0.1"}, 401),
        ("auto", HERE, {"Forwarded": "for=127.0.0.1"}, 401),
        ("auto", HERE, {"Host": "assistant.example"}, 401),
        ("none", HERE, {}, 401),
        ("ask", ELSEWHERE, {}, 200),
        ("all", ELSEWHERE, {}, 200),
        # Who is let in still has to call the server by one of its names.
        ("ask", HERE, {"Host": "evil.example"}, 421),
    ],
)
def test_without_a_key(list_tools, anonymous, of, headers, status):
    assert list_tools(None, anonymous, of, **headers).status_code == status


def test_what_is_open_is_not_open_to_a_key_that_is_none(list_tools, keys):
    key, token = keys.create("assistant", Scope.ASK)
    keys.revoke(key.id)

    assert list_tools(token, "ask").status_code == 401


def test_no_path_leads_around_it(desk, limits, keys):
    keys.create("assistant", Scope.ASK)
    security = Address.parse("127.0.0.1:8001").security()
    app = http_app(build_server(desk.engine, limits), security, Door(Access(keys)), 100_000)

    with TestClient(app, base_url="http://127.0.0.1:8001", client=(HERE, 50000)) as client:
        for path in (PATH, f"{PATH}/", f"{PATH}%0A", f"/x/..{PATH}", "/"):
            response = client.post(path, json=LIST, headers=ACCEPT, follow_redirects=False)
            assert response.status_code == 401, path


def test_a_slash_at_the_end_leads_nowhere_else(desk, limits, keys):
    security = Address.parse("127.0.0.1:8001").security()
    app = http_app(build_server(desk.engine, limits), security, Door(Access(keys)), 100_000)

    with TestClient(app, base_url="http://127.0.0.1:8001", client=(HERE, 50000)) as client:
        response = client.post(f"{PATH}/", json=LIST, headers=ACCEPT, follow_redirects=False)
        assert response.status_code == 200
        elsewhere = client.post("/other/", json=LIST, headers=ACCEPT, follow_redirects=False)
        assert elsewhere.status_code == 404


def test_keys_that_cannot_be_read_let_nobody_in(list_tools, keys, monkeypatch, caplog):
    def busy(*_: object) -> None:
        raise StoreBusy("/srv/secret is busy")

    monkeypatch.setattr(keys, "exist", busy)

    response = list_tools()

    assert response.status_code == 503
    assert response.headers["Retry-After"] == "30"
    assert "secret" not in response.text
    assert "secret" in caplog.text
