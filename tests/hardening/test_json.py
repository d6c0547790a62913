"""JSON that is small to send and large to read, or that two readers read differently."""

import json
from typing import Any

import pytest
from flask.testing import FlaskClient

JSON = "application/json"


def _ask(client: FlaskClient, body: bytes) -> tuple[int, str]:
    response = client.post("/v1/ask", data=body, content_type=JSON)
    return response.status_code, response.json.get("type", "") if response.json else ""


@pytest.mark.parametrize(
    "body",
    [
        b'{"question": "a", "question": "b"}',
        b'{"question": "a", "\\u0071uestion": "b"}',  # the same name, spelt otherwise
        b'{"question": "a", "filters": {"field": "x", "operator": "==", "value": 1, "field": "y"}}',
    ],
)
def test_a_name_that_stands_twice_is_refused(client: FlaskClient, body: bytes) -> None:
    # A proxy that looks at the first one would let through what the service takes.
    assert _ask(client, body) == (400, "/problems/malformed-request")


@pytest.mark.parametrize(
    "number",
    ["1e999", "-1e999", "1" * 1001, "-" + "9" * 100_000, "1e" + "9" * 50_000, "1" + "0" * 400],
)
def test_a_number_without_end(client: FlaskClient, number: str) -> None:
    status, _ = _ask(client, b'{"question": "a", "top_k": %s}' % number.encode())
    assert status in (400, 422)


@pytest.mark.parametrize("top_k", [10**9, 10**30, 2**63, -(2**63)])
def test_more_answers_than_there_can_be(client: FlaskClient, top_k: int) -> None:
    assert _ask(client, json.dumps({"question": "a", "top_k": top_k}).encode())[0] == 422


def test_a_body_of_a_hundred_thousand_names(client: FlaskClient) -> None:
    # Python's hashes of text are seeded anew in each process: nobody can choose names that
    # collide. That many are read once, and ten of them are named.
    body = json.dumps({f"k{number}": number for number in range(100_000)}).encode()
    response = client.post("/v1/ask", data=body, content_type=JSON)
    assert response.status_code == 422
    assert len(response.json["errors"]) == 10


@pytest.mark.parametrize("encoding", ["gzip", "GZIP", "x-gzip", "br", "zstd", "gzip, identity"])
@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/v1/ask"),
        ("POST", "/v1/search"),
        ("POST", "/v1/articles"),
        ("PUT", "/v1/articles/a"),
    ],
)
def test_nothing_is_decompressed(
    client: FlaskClient, encoding: str, method: str, path: str
) -> None:
    response = client.open(
        path, method=method, data=b"{}", content_type=JSON, headers={"Content-Encoding": encoding}
    )
    assert response.status_code == 415


def _nested(depth: int) -> dict[str, Any]:
    filters: dict[str, Any] = {"field": "a", "operator": "==", "value": 1}
    for _ in range(depth):
        filters = {"operator": "AND", "conditions": [filters]}
    return filters


@pytest.mark.parametrize(
    "filters",
    [
        _nested(10),
        _nested(30),
        {"operator": "OR", "conditions": [_nested(0)] * 50_000},
        {"field": "a", "operator": "in", "value": ["x"] * 100_000},
        {"field": "a", "operator": "in", "value": [["x"]]},
        {"field": "a", "operator": ">", "value": "99999-01-01"},
        {"field": "a", "operator": ">", "value": "2024-01-01" + "0" * 1000},
        {"field": "a", "operator": ">", "value": "(a+)+$"},
        {"field": "a", "operator": "~", "value": "(a+)+$"},
        {"field": "x" * 257, "operator": "==", "value": 1},
    ],
)
def test_filters_beyond_their_limits(client: FlaskClient, filters: dict[str, Any]) -> None:
    response = client.post("/v1/search", json={"query": "a", "filters": filters})
    assert response.status_code == 422
    assert response.json["errors"][0]["field"].startswith("filters")


def test_a_pattern_in_a_filter_is_text(client: FlaskClient) -> None:
    client.put(
        "/v1/articles/a", json={"text": "Le maire a planté 12 tilleuls.", "meta": {"k": "aaa"}}
    )
    filters = {"field": "k", "operator": "==", "value": ".*"}
    found = client.post("/v1/search", json={"query": "maire", "filters": filters})
    assert (found.status_code, found.json["passages"]) == (200, [])


@pytest.mark.parametrize("date", ["99999-01-01", "0000-01-01", "-2024-01-01", "2024-01-01T99:00"])
def test_dates_that_no_calendar_has(client: FlaskClient, date: str) -> None:
    response = client.put("/v1/articles/a", json={"text": "a", "published_at": date})
    assert response.status_code == 422
