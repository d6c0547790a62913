"""Keys over HTTP: which are asked for, by what, and what is said to those without."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from service.api.access import Access, Anonymous
from service.api.app import create_app
from service.api.options import ApiOptions
from service.api.scopes import OPEN, REQUIRED, required
from service.records.database import FILE_NAME, Records
from service.records.keys import ApiKeys
from service.records.scope import Scope

QUESTION = {"question": "Qui ?"}
ARTICLE = {"id": "a", "text": "Le pont est ouvert."}
ELSEWHERE = {"REMOTE_ADDR": "203.0.113.9"}
OPENED = ["/livez", "/readyz", "/docs", "/openapi.json"]

PROXIES = (
    "X-Forwarded-For X-Forwarded-Host X-Forwarded-Proto X-Forwarded-Port X-Forwarded-Server "
    "Forwarded Via X-Real-IP X-Client-IP True-Client-IP CF-Connecting-IP"
).split()

MakeClient = Callable[..., FlaskClient]


@pytest.fixture
def keys(tmp_path: Path) -> ApiKeys:
    return ApiKeys(Records(tmp_path))


@pytest.fixture
def guarded(engine: Any, options: ApiOptions, keys: ApiKeys) -> MakeClient:
    def make(anonymous: Anonymous = "auto", **access: Any) -> FlaskClient:
        access = {"keys": keys, "anonymous": anonymous} | access
        return create_app(engine, options, Access(**access)).test_client()

    return make


def bearer(token: object) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


def ask(client: FlaskClient, token: object = None, **environ: str) -> TestResponse:
    headers = bearer(token) if token is not None else {}
    return client.post("/v1/ask", json=QUESTION, headers=headers, environ_base=environ)


def test_every_route_says_what_it_needs(engine: Any, options: ApiOptions) -> None:
    """A route that is not in the table is closed, and is to be put there."""
    routes = {
        f"{method} {rule.rule}"
        for rule in create_app(engine, options).url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }
    assert set(REQUIRED) == routes
    assert {route for route, scope in REQUIRED.items() if scope is OPEN} == {
        "GET /",
        "GET /docs",
        "GET /docs/assets/<path:filename>",
        "GET /openapi.json",
        "GET /livez",
        "GET /readyz",
    }
    assert required("GET", "/v1/forgotten") is Scope.ADMIN


def test_what_changes_something_needs_more_than_ask() -> None:
    # Questions and searches may be too long for an address: these change nothing.
    asking = {
        "POST /v1/ask",
        "POST /v1/ask/batch",
        "POST /v1/search",
        "POST /v1/chat/completions",
        "POST /v1/responses",
        "POST /webhooks/rest/webhook",
        "POST /v1/feedback",
    }
    for route, scope in REQUIRED.items():
        if not route.startswith("GET ") and route not in asking:
            assert scope in (Scope.WRITE, Scope.ADMIN), route


def test_none_is_asked_for_here_until_one_is_made(guarded: MakeClient, keys: ApiKeys) -> None:
    client = guarded()
    assert ask(client).status_code == 200
    assert client.post("/v1/articles", json=ARTICLE).status_code == 201

    _, token = keys.create("bot", Scope.ASK)

    assert ask(client).status_code == 401
    assert ask(client, token).status_code == 200


def test_what_was_closed_stays_closed(guarded: MakeClient, keys: ApiKeys) -> None:
    key, token = keys.create("the only one", Scope.ADMIN)
    client = guarded()
    assert ask(client, token).status_code == 200
    keys.revoke(key.id)
    assert ask(client, token).status_code == 401
    assert ask(client).status_code == 401


def test_callers_from_elsewhere_need_one_even_before_any_is_made(guarded: MakeClient) -> None:
    """However the server was started, and wherever it listens."""
    client = guarded()
    for address in ("203.0.113.9", "10.0.0.1", "2001:db8::1", "::ffff:10.0.0.1", "nonsense"):
        assert ask(client, REMOTE_ADDR=address).status_code == 401, address
    for address in ("127.0.0.1", "127.3.2.1", "::1", "::ffff:127.0.0.1", ""):
        assert ask(client, REMOTE_ADDR=address).status_code == 200, address


@pytest.mark.parametrize("proxies", [0, 1])
@pytest.mark.parametrize("forwarded", ["127.0.0.1", "203.0.113.9", "127.0.0.1, 203.0.113.9"])
def test_what_a_proxy_has_passed_on_is_not_from_here(
    guarded: MakeClient, proxies: int, forwarded: str
) -> None:
    """Through a proxy on this machine the whole world comes from this machine."""
    client = guarded(trusted_proxies=proxies)
    for environ in ({}, ELSEWHERE):
        for name in PROXIES:
            headers = {name: forwarded}
            response = client.get("/v1/ask?q=Qui", headers=headers, environ_base=environ)
            assert response.status_code == 401


def test_what_asks_for_another_host_is_not_from_here(guarded: MakeClient) -> None:
    """A proxy that keeps the host's name, or a page whose name was made to lead here."""

    def status(host: str) -> int:
        return guarded().get("/v1/ask?q=Qui", headers={"Host": host}).status_code

    for host in ("localhost", "LOCALHOST:8000", "127.0.0.1:8000", "[::1]:8000", "127.1.2.3"):
        assert status(host) == 200, host
    for host in ("evil.example", "evil.example:8000", "localhost.evil.example", "10.0.0.1:80"):
        assert status(host) == 401, host
    for host in ("[localhost", "localhost:80:80", "[]", ":80", "[::1].evil.example"):
        assert status(host) in (400, 401), host


def test_without_a_host_only_a_socket_in_the_file_system_is_from_here(guarded: MakeClient) -> None:
    for address, status in (("127.0.0.1", 401), ("", 200)):
        environ = {"REMOTE_ADDR": address, "HTTP_HOST": ""}
        response = guarded().get("/v1/ask?q=Qui", environ_overrides=environ)
        assert response.status_code == status


@pytest.mark.parametrize(
    ("target", "status"),
    [
        ("http://evil.example/v1/ask?q=Qui", 401),
        ("http://localhost:8000/v1/ask?q=Qui", 200),
        ("http://[::1/v1/ask", 401),
        ("/v1/ask?q=Qui", 200),
    ],
)
def test_a_whole_address_in_the_request_line(guarded: MakeClient, target: str, status: int) -> None:
    environ = {"RAW_URI": target}
    assert guarded().get("/v1/ask?q=Qui", environ_overrides=environ).status_code == status


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Origin": "https://evil.example"}, 401),
        ({"Origin": "null"}, 401),
        ({"Origin": "http://localhost.evil.example"}, 401),
        ({"Sec-Fetch-Site": "cross-site"}, 401),
        ({"Origin": "http://localhost:3000", "Sec-Fetch-Site": "same-site"}, 200),
        ({"Origin": "http://127.0.0.1:8000"}, 200),
        ({"Sec-Fetch-Site": "none"}, 200),
    ],
)
def test_what_a_page_of_another_site_sends_is_not_from_here(
    guarded: MakeClient, headers: dict[str, str], status: int
) -> None:
    """Whether or not the page may read the answer: also what it sends without asking first."""
    for origins in ((), ("*",)):
        client = guarded(cors_origins=origins)
        response = client.post("/v1/ask", json=QUESTION, headers=headers)
        assert response.status_code == status


@pytest.mark.parametrize(
    ("anonymous", "asking", "writing"), [("none", 401, 401), ("ask", 200, 401), ("all", 200, 201)]
)
def test_what_is_open_to_those_without(
    guarded: MakeClient, keys: ApiKeys, anonymous: Anonymous, asking: int, writing: int
) -> None:
    keys.create("bot", Scope.ASK)
    client = guarded(anonymous)
    for environ in ({}, ELSEWHERE):
        assert ask(client, **environ).status_code == asking
    assert client.post("/v1/articles", json=ARTICLE, environ_base=ELSEWHERE).status_code == writing


@pytest.mark.parametrize("path", OPENED)
@pytest.mark.parametrize("anonymous", ["auto", "none"])
def test_health_and_documentation_need_none(
    guarded: MakeClient, keys: ApiKeys, anonymous: Anonymous, path: str
) -> None:
    keys.create("bot", Scope.ASK)
    client = guarded(anonymous)
    assert client.get(path, environ_base=ELSEWHERE).status_code == 200
    assert client.get(path, headers=bearer("cqa_wrong"), environ_base=ELSEWHERE).status_code == 200


def test_metrics_and_versions_are_for_those_who_may_ask(guarded: MakeClient, keys: ApiKeys) -> None:
    _, token = keys.create("prometheus", Scope.ASK)
    client = guarded()
    for path in ("/metrics", "/version"):
        assert client.get(path).status_code == 401
        assert client.get(path, headers=bearer(token)).status_code == 200


def test_the_refusal_without_a_key(guarded: MakeClient) -> None:
    response = ask(guarded("none"))
    assert response.status_code == 401
    assert response.content_type == "application/problem+json"
    assert response.headers["WWW-Authenticate"] == 'Bearer realm="citeqa"'
    assert response.json is not None
    assert response.json["type"] == "/problems/unauthorized"
    assert "scope ask" in response.json["detail"]


@pytest.mark.parametrize(
    "sent", ["none", "cqa_", "cqa_" + "0" * 12 + "_" + "0" * 64, "é", "x" * 5000, "a=b"]
)
def test_the_refusal_of_a_wrong_key(guarded: MakeClient, keys: ApiKeys, sent: str) -> None:
    keys.create("bot", Scope.ASK)
    for client in (guarded("auto"), guarded("none")):
        response = ask(client, sent)
        assert response.status_code == 401
        challenge = response.headers["WWW-Authenticate"]
        assert challenge.startswith('Bearer realm="citeqa"')
        if sent != "a=b":  # which is no token at all
            assert challenge == 'Bearer realm="citeqa", error="invalid_token"'
        assert sent not in response.text or len(sent) < 6


def test_other_ways_to_authenticate_are_no_key(guarded: MakeClient, keys: ApiKeys) -> None:
    _, token = keys.create("bot", Scope.ASK)
    client = guarded()
    for value in ("Basic dXNlcjpwYXNz", f"Token {token}", str(token), "Bearer", "Bearer ", ","):
        response = client.get("/v1/ask?q=Qui", headers={"Authorization": value})
        assert response.status_code == 401, value
    assert client.get(f"/v1/ask?q=Qui&api_key={token}").status_code == 401
    for value in (f"bearer {token}", f"BEARER {token}"):
        response = client.get("/v1/ask?q=Qui", headers={"Authorization": value})
        assert response.status_code == 200, value


def test_clients_that_cannot_do_without_a_key_may_send_any_where_none_is_needed(
    guarded: MakeClient, keys: ApiKeys
) -> None:
    assert ask(guarded(), "unused").status_code == 200
    assert ask(guarded("ask"), "sk-none", **ELSEWHERE).status_code == 200
    # What looks like a key of ours was meant to be one.
    key, token = keys.create("bot", Scope.ASK)
    keys.revoke(key.id)
    assert ask(guarded("all"), token).status_code == 401


@pytest.mark.parametrize(
    ("scope", "asking", "writing"), [("ask", 200, 403), ("write", 200, 201), ("admin", 200, 201)]
)
def test_each_scope_allows_what_it_says(
    guarded: MakeClient, keys: ApiKeys, scope: str, asking: int, writing: int
) -> None:
    _, token = keys.create("bot", Scope(scope))
    client = guarded()
    assert ask(client, token).status_code == asking
    written = client.post("/v1/articles", json=ARTICLE, headers=bearer(token))
    assert written.status_code == writing
    if writing == 403:
        assert written.headers["WWW-Authenticate"] == (
            'Bearer realm="citeqa", error="insufficient_scope", scope="write"'
        )
        assert written.json is not None
        assert written.json["type"] == "/problems/forbidden"
        assert written.json["detail"] == "This needs a key with the scope write, and yours has ask."
        assert client.delete("/v1/articles/a", headers=bearer(token)).status_code == 403
        assert client.put("/v1/articles/a", json={}, headers=bearer(token)).status_code == 403


def test_who_may_not_come_in_is_told_so_before_the_body_is_read(guarded: MakeClient) -> None:
    class Body:
        def read(self, size: int = -1) -> bytes:
            raise AssertionError("the body is read")

        readline = read

    environ = {"wsgi.input": Body(), "CONTENT_LENGTH": "99999999999"}
    response = guarded("none").post(
        "/v1/articles", content_type="application/json", environ_overrides=environ
    )
    assert response.status_code == 401


def test_what_leads_nowhere_is_as_without_keys(guarded: MakeClient) -> None:
    client = guarded("none")
    assert client.get("/v1/nothing").status_code == 404
    assert client.delete("/v1/ask").status_code == 405
    assert client.options("/v1/ask").status_code == 200
    assert client.head("/v1/ask?q=x").status_code == 401


def test_the_log_names_the_key_and_never_has_it(
    guarded: MakeClient, keys: ApiKeys, capsys: pytest.CaptureFixture[str]
) -> None:
    key, token = keys.create("robot", Scope.ASK)
    ask(guarded(), token)
    ask(guarded(), f"{token}0")
    guarded().post("/v1/articles", json=ARTICLE, headers=bearer(token))

    written = capsys.readouterr()
    lines = [json.loads(line) for line in written.out.splitlines()]
    assert [line["status"] for line in lines] == [200, 401, 403]
    assert [line.get("key_id") for line in lines] == [key.id, None, key.id]
    assert [line.get("key_name") for line in lines] == ["robot", None, "robot"]
    assert token.secret not in written.out + written.err


def test_where_keys_cannot_be_read_nobody_comes_in(
    guarded: MakeClient, keys: ApiKeys, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _, token = keys.create("bot", Scope.ADMIN)
    for file in tmp_path.glob(f"{FILE_NAME}*"):
        file.unlink()
    (tmp_path / FILE_NAME).write_bytes(b"no database" * 1000)

    for response in (ask(guarded()), ask(guarded(), token)):
        assert response.status_code == 503
        assert response.headers["Retry-After"] == "30"
        assert response.json is not None
        assert response.json["detail"] == "Keys cannot be checked now."
        assert str(tmp_path) not in response.text
    assert guarded().get("/livez").status_code == 200
    assert '"event": "keys_unreadable"' in capsys.readouterr().out


def test_the_document_tells_of_keys(guarded: MakeClient) -> None:
    def security(anonymous: Anonymous) -> dict[str, Any]:
        document = guarded(anonymous).get("/openapi.json").json
        assert document is not None
        assert document["components"]["securitySchemes"]["key"]["scheme"] == "bearer"
        return {
            f"{method.upper()} {path}": each["security"]
            for path, item in document["paths"].items()
            for method, each in item.items()
        }

    documented = {re.sub(r"<(\w+:)?(\w+)>", r"{\2}", at): each for at, each in REQUIRED.items()}
    needed = security("none")
    assert needed == {
        route: [{"key": [scope]}] if scope else []
        for route, scope in documented.items()
        if route in needed
    }
    assert len(needed) >= 10
    assert security("ask")["POST /v1/ask"] == [{"key": ["ask"]}, {}]
    assert security("ask")["POST /v1/articles"] == [{"key": ["write"]}]
    assert security("auto")["POST /v1/articles"] == [{"key": ["write"]}, {}]
