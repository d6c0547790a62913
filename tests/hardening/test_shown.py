"""Text of strangers where it is shown: never a page, never an order to a terminal."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from flask.testing import FlaskClient

from service.cli import main

TITLES = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "<svg/onload=alert(1)>",
    "</title><!-- ]]> {{7*7}}",
    "javascript:alert(1)",
]
TEXT = "Le maire a planté 12 tilleuls <b onclick=x>devant</b> la gare."

#: Orders to a terminal: clear, retitle, a link, colours; C1 forms; writing turned round.
ORDERS = (
    "\x1b[2J\x1b]0;owned\x07\x1b]8;;http://x\x1b\\\x9b31m\x9d0;x\x9c\x7f\x08\r\u202e\u2066\u2069"
)
HARMFUL = [each for each in dict.fromkeys(ORDERS) if not each.isprintable() and each != "\r"]


@pytest.mark.parametrize("title", TITLES)
def test_markup_is_data(client: FlaskClient, title: str) -> None:
    """What a browser gets is JSON, said to be JSON, and no page by any guess."""
    body = {"text": TEXT, "title": title, "source": title, "url": title}
    assert client.put("/v1/articles/a", json=body).status_code == 201

    asked = client.get("/v1/ask", query_string={"q": "Combien de tilleuls ?", "threshold": "0"})
    for response in (asked, client.get("/v1/articles/a"), client.get("/v1/articles")):
        assert response.content_type == "application/json"
        assert response.headers["X-Content-Type-Options"] == "nosniff"
        assert response.headers["Content-Security-Policy"].startswith("default-src 'none'")
    assert asked.json["answers"][0]["citations"][0]["title"] == title
    assert "<b onclick=x>" in asked.json["passages"][0]["text"]  # offsets stay true


@pytest.mark.parametrize(
    "address",
    [
        "/<script>alert(1)</script>",
        "/v1/articles/<script>alert(1)<%2Fscript>",
        "/v1/ask?q=%3Cscript%3E&%3Cscript%3E=1",
        "/v1/ask?q=%ff<script>",
    ],
)
def test_errors_are_data_too(client: FlaskClient, address: str) -> None:
    response = client.get(address)
    assert response.status_code >= 400
    assert response.content_type == "application/problem+json"
    assert response.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/livez", 200),
        ("/docs", 200),
        ("/docs/assets/js/swagger-ui-bundle.js", 200),
        ("/openapi.json", 200),
        ("/metrics", 200),
        ("/", 302),
        ("/nothing", 404),
        ("/v1/search", 405),
        ("/v1/articles/%FF", 404),
    ],
)
def test_headers_of_every_response(client: FlaskClient, path: str, status: int) -> None:
    response = client.get(path)
    assert response.status_code == status
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Referrer-Policy"] == "no-referrer"
    policy = response.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy and "frame-ancestors 'none'" in policy
    assert not {"Access-Control-Allow-Origin", "Set-Cookie"} & set(response.headers.keys())


def test_the_page_runs_its_own_script_alone(client: FlaskClient) -> None:
    policy = client.get("/docs").headers["Content-Security-Policy"]
    rules = dict(rule.strip().split(" ", 1) for rule in policy.split(";"))
    own, hashed = rules["script-src"].split(" ")
    assert own == "'self'" and hashed.startswith("'sha256-")
    assert rules["connect-src"] == "'self'"
    assert rules["base-uri"] == rules["form-action"] == rules["frame-ancestors"] == "'none'"


def _run(*arguments: object) -> Result:
    return CliRunner().invoke(main, [str(each) for each in arguments])


@pytest.fixture
def hostile(tmp_path: Path) -> tuple[str, Path]:
    """A data directory with one article that is full of orders."""
    text = f"Le maire de Valombre, {ORDERS} Claire Dubois, a planté douze tilleuls lundi. [red]x[/]"
    record = {"id": f"a{ORDERS}", "text": text, "title": f"[bold]{ORDERS}[/bold]", "source": ORDERS}
    (tmp_path / "in.jsonl").write_text(json.dumps({**record, "meta": {"k": ORDERS}}))
    assert _run("import", tmp_path / "in.jsonl", "--data-dir", tmp_path / "data").exit_code == 0
    return ("--data-dir", tmp_path / "data")


@pytest.mark.parametrize(
    "command",
    [
        ("ask", "Qui a planté des tilleuls ?"),
        ("ask", "--threshold", "0", "--debug", "Qui a planté des tilleuls ?"),
        ("ask", "--json", "--debug", f"Qui {ORDERS} ?"),
        ("ask", "--threshold", "1", "Qui ?"),
        ("articles", "list"),
        ("articles", "list", "--json"),
        ("articles", "show", f"a{ORDERS}"),
        ("articles", "show", "--json", f"a{ORDERS}"),
        ("articles", "show", ORDERS),
        ("articles", "delete", f"b{ORDERS}"),
        ("export", "-"),
        ("doctor",),
    ],
    ids=lambda command: " ".join(command)[:30].encode("ascii", "replace").decode(),
)
def test_no_order_reaches_the_terminal(hostile, command: tuple[str, ...]) -> None:
    done = _run(*command, *hostile)
    shown = done.output
    assert done.exception is None or isinstance(done.exception, SystemExit)
    assert shown and not [each for each in HARMFUL if each in shown]


def test_a_file_that_is_named_so(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a\x1b[2J\x9b31m.json").write_text("{")
    done = _run("index", tmp_path / "in", "--data-dir", tmp_path / "data")
    assert done.exit_code == 1
    assert "is not JSON" in done.output
    assert not [each for each in HARMFUL if each in done.output]
