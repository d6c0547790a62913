"""Health, version, logs and request ids."""

import json
import platform
import re
from dataclasses import replace

import pytest

from index.errors import StoreUnavailable

UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}")


def test_alive_whatever_happens(client, engine):
    engine.failure = StoreUnavailable("gone")

    response = client.get("/livez")

    assert (response.status_code, response.json) == (200, {"status": "ok"})


def test_ready(client):
    response = client.get("/readyz")

    dependencies = {"store": "ok", "encoder": "ok", "reader": "ok"}
    assert response.status_code == 200
    assert response.json == {"status": "ok", "dependencies": dependencies}


def test_not_ready_says_why(client, engine):
    engine.ready["reader"] = "model file damaged"

    response = client.get("/readyz")

    assert response.status_code == 503
    assert response.json["type"] == "/problems/not-ready"
    assert response.json["detail"] == "Not ready: reader."
    assert response.json["dependencies"]["reader"] == "model file damaged"
    assert response.json["dependencies"]["store"] == "ok"


def test_version(client):
    body = client.get("/version").json

    assert body["models"] == {"encoder": "encoder-1", "reader": "reader-1"}
    assert body["python"] == platform.python_version()
    assert set(body) == {"citeqa", "models", "python", "haystack"}


@pytest.mark.parametrize("given", ["a", "A-b_c.9", "x" * 128])
def test_a_harmless_request_id_is_kept(client, given):
    assert client.get("/livez", headers={"X-Request-ID": given}).headers["X-Request-ID"] == given


@pytest.mark.parametrize("given", ["", "x" * 129, "a b", "é", "a;b", '"}{"', "a\tb", "<b>"])
def test_any_other_request_id_is_replaced(client, given):
    response = client.get("/livez", headers={"X-Request-ID": given})

    assert UUID.fullmatch(response.headers["X-Request-ID"])


@pytest.mark.parametrize("path", ["/livez", "/docs", "/nothing", "/v1/ask", "/", "/%ff"])
def test_browsers_must_not_guess_types(client, path):
    response = client.get(path)

    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert UUID.fullmatch(response.headers["X-Request-ID"])


def _log(capsys):
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_one_line_a_request_without_its_text(make_client, options, bridge, capsys):
    client = make_client(options)

    sent = client.post("/v1/ask", json={"question": "le pont secret"}).json
    client.get("/v1/articles/secret")

    asked, missed = _log(capsys)
    assert asked["event"] == "request"
    assert (asked["method"], asked["route"], asked["status"]) == ("POST", "/v1/ask", 200)
    assert (asked["answered"], asked["reason"]) == (True, None)
    assert asked["query_id"] == sent["query_id"]
    assert asked["ms"] >= 0
    assert (missed["route"], missed["status"]) == ("/v1/articles/<article_id:article_id>", 404)
    assert "secret" not in json.dumps([asked, missed])


def test_questions_are_logged_on_request_only(make_client, options, capsys):
    client = make_client(replace(options, log_text=True))

    client.post("/v1/ask", json={"question": "Où est le pont ?"})
    client.post("/v1/search", json={"query": "le pont"})

    assert [line["question"] for line in _log(capsys)] == ["Où est le pont ?", "le pont"]


def test_head_and_options(client):
    head = client.head("/livez")
    options = client.options("/v1/articles")

    assert (head.status_code, head.data) == (200, b"")
    assert options.status_code == 200
    assert {"GET", "POST"} <= set(options.headers["Allow"].split(", "))


@pytest.mark.parametrize("host", ["", "bad host!", "[::1", "\xff", "a" * 500])
def test_any_host_header_is_survived(client, host):
    assert client.get("/livez", headers={"Host": host}).status_code < 500
