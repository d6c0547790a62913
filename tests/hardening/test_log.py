"""Whatever a client sends, a request is one line of the log, and that is one JSON object."""

import json
from dataclasses import replace
from typing import Any

import pytest

from service.api.app import create_app
from tests.hardening.conftest import OPTIONS

FORGED = '\n{"event": "request", "status": 200, "forged": true}\r\n\x1b[31m\u2028\x85\x00\u202e"}'


@pytest.fixture
def logged(desk: Any, capsys: pytest.CaptureFixture[str]) -> Any:
    def send(*arguments: Any, **named: Any) -> dict[str, Any]:
        client = create_app(desk.engine, replace(OPTIONS, log_text=True)).test_client()
        client.open(*arguments, **named)
        out = capsys.readouterr().out
        assert out.endswith("\n") and out.count("\n") == 1
        assert out[:-1].isascii() and out[:-1].isprintable()
        found: dict[str, Any] = json.loads(out)
        assert "forged" not in found
        return found

    return send


def test_questions(logged: Any) -> None:
    question = FORGED.replace("\x00", "")
    for path, body in (("/v1/ask", {"question": question}), ("/v1/search", {"query": question})):
        assert logged(path, method="POST", json=body)["question"] == question


def test_ids_and_fields(logged: Any) -> None:
    assert logged("/v1/articles/a%0A%1B%5B31mb", method="DELETE")["status"] == 404
    assert logged("/v1/articles", method="POST", json={"id": FORGED, "text": FORGED})
    assert logged("/v1/ask", method="POST", json={FORGED: FORGED})["status"] == 422


@pytest.mark.parametrize("name", ["X-Request-ID", "User-Agent", "Referer", "X-Forwarded-For"])
@pytest.mark.parametrize("value", ['a" , "forged": true, "b": "', "\x1b[31m", "\x9b31m", "é"])
def test_headers(logged: Any, name: str, value: str) -> None:
    line = logged("/livez", headers={name: value})
    assert value not in line.values()


def test_a_method_that_nobody_knows(logged: Any) -> None:
    assert logged("/livez", method='GET"x')["method"] == "OTHER"
