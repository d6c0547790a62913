"""How often one caller may ask: whom requests are counted for, and what is said."""

import json
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from service.api.access import Access
from service.api.app import create_app
from service.api.options import ApiOptions
from service.records.database import Records
from service.records.keys import ApiKeys
from service.records.scope import Scope
from tests.ports import free_port
from tests.redis_server import Redis

QUESTION = {"question": "Qui ?"}

MakeClient = Callable[..., FlaskClient]


@pytest.fixture
def keys(tmp_path: Path) -> ApiKeys:
    return ApiKeys(Records(tmp_path))


@pytest.fixture
def limited(engine: Any, options: ApiOptions, keys: ApiKeys) -> MakeClient:
    def make(rate_limit: str = "3/hour", **access: Any) -> FlaskClient:
        access = {"keys": keys, "anonymous": "all", "rate_limit": rate_limit} | access
        return create_app(engine, options, Access(**access)).test_client()

    return make


def statuses(client: FlaskClient, times: int, **request: Any) -> list[int]:
    return [client.post("/v1/ask", json=QUESTION, **request).status_code for _ in range(times)]


def from_(address: str, **headers: str) -> dict[str, Any]:
    return {"environ_base": {"REMOTE_ADDR": address}, "headers": headers}


def test_without_a_limit_nothing_is_counted(limited: MakeClient) -> None:
    client = limited("")
    assert statuses(client, 50) == [200] * 50
    names = [name.lower() for name, _ in client.get("/v1/articles").headers]
    assert not [name for name in names if "ratelimit" in name]


def test_every_response_tells_what_is_left_and_the_last_when_to_come_again(
    limited: MakeClient,
) -> None:
    client = limited("3/hour")
    for left in (2, 1, 0):
        response = client.post("/v1/ask", json=QUESTION)
        assert response.status_code == 200
        assert response.headers["RateLimit-Limit"] == "3"
        assert response.headers["RateLimit-Remaining"] == str(left)
        assert 3590 <= int(response.headers["RateLimit-Reset"]) <= 3601
        assert "Retry-After" not in response.headers

    refused = client.post("/v1/ask", json=QUESTION)

    assert refused.status_code == 429
    assert refused.content_type == "application/problem+json"
    assert refused.json is not None
    assert refused.json["type"] == "/problems/too-many-requests"
    assert refused.json["detail"].startswith("More than 3 per 1 hour were made; try again in ")
    assert 3590 <= int(refused.headers["Retry-After"]) <= 3601
    assert refused.headers["Retry-After"] == refused.headers["RateLimit-Reset"]
    assert refused.headers["RateLimit-Remaining"] == "0"
    assert not [name for name, _ in refused.headers if name.startswith("X-RateLimit")]


def test_whoever_waits_as_told_is_let_in(limited: MakeClient) -> None:
    client = limited("2/second")
    while statuses(client, 3)[-1] != 429:
        pass
    refused = client.post("/v1/ask", json=QUESTION)
    time.sleep(int(refused.headers.get("Retry-After", "0")))
    assert statuses(client, 1) == [200]


def test_several_limits_hold_together(limited: MakeClient) -> None:
    assert statuses(limited("100/minute; 4/day"), 6) == [200] * 4 + [429] * 2


def test_all_routes_count_together_but_for_those_that_are_open(limited: MakeClient) -> None:
    client = limited("3/hour")
    for path in ("/livez", "/readyz", "/docs", "/openapi.json"):
        for _ in range(5):
            response = client.get(path)
            assert response.status_code == 200
            assert "RateLimit-Limit" not in response.headers
    assert [client.options("/v1/ask").status_code for _ in range(5)] == [200] * 5
    assert client.get("/v1/articles").status_code == 200
    assert client.get("/metrics").status_code == 200
    assert client.post("/v1/ask", json={}).status_code == 422
    assert client.get("/v1/articles").status_code == 429
    assert client.get("/livez").status_code == 200


def test_each_address_is_counted_for_itself(limited: MakeClient) -> None:
    client = limited("2/hour")
    assert statuses(client, 3, **from_("203.0.113.1")) == [200, 200, 429]
    assert statuses(client, 3, **from_("203.0.113.2")) == [200, 200, 429]


def test_a_household_has_one_count_whichever_of_its_addresses_it_uses(limited: MakeClient) -> None:
    client = limited("2/hour")
    found = [statuses(client, 1, **from_(f"2001:db8:1:2::{n}"))[0] for n in range(1, 4)]
    assert found == [200, 200, 429]
    assert statuses(client, 1, **from_("2001:db8:1:3::1")) == [200]
    # An IPv4 client of an IPv6 socket is the IPv4 client.
    mapped = [statuses(client, 1, **from_(f"::ffff:203.0.113.{n}"))[0] for n in (7, 7, 7, 8)]
    assert mapped == [200, 200, 429, 200]


def test_a_header_of_the_clients_own_changes_nothing(limited: MakeClient) -> None:
    client = limited("2/hour")
    found = [
        statuses(client, 1, **from_("203.0.113.1", **{"X-Forwarded-For": f"198.51.100.{n}"}))[0]
        for n in range(3)
    ]
    assert found == [200, 200, 429]


def test_behind_a_trusted_proxy_what_the_proxy_saw_counts(limited: MakeClient) -> None:
    client = limited("2/hour", trusted_proxies=1)
    # What the client made up stands before what the proxy appended.
    found = [
        statuses(
            client, 1, **from_("127.0.0.1", **{"X-Forwarded-For": f"198.51.100.{n}, 203.0.113.1"})
        )[0]
        for n in range(3)
    ]
    assert found == [200, 200, 429]
    other = from_("127.0.0.1", **{"X-Forwarded-For": "203.0.113.2"})
    assert statuses(client, 1, **other) == [200]


def test_each_key_is_counted_for_itself_wherever_it_is_used(
    limited: MakeClient, keys: ApiKeys
) -> None:
    client = limited("2/hour", anonymous="none")
    one, two = ({"Authorization": f"Bearer {keys.create('bot', Scope.ASK)[1]}"} for _ in range(2))
    assert statuses(client, 2, **from_("203.0.113.1", **one)) == [200, 200]
    assert statuses(client, 1, **from_("203.0.113.2", **one)) == [429]
    assert statuses(client, 3, **from_("203.0.113.1", **two)) == [200, 200, 429]


def test_attempts_without_a_valid_key_count_for_the_address(
    limited: MakeClient, keys: ApiKeys
) -> None:
    _, token = keys.create("bot", Scope.ASK)
    client = limited("3/hour", anonymous="none")
    guesses = [{"Authorization": f"Bearer cqa_{n:012d}_{'0' * 64}"} for n in range(5)]
    found = [statuses(client, 1, **from_("203.0.113.1", **guess))[0] for guess in guesses]
    assert found == [401, 401, 401, 429, 429]
    # A key that is valid has its own count, also from there.
    valid = {"Authorization": f"Bearer {token}"}
    assert statuses(client, 1, **from_("203.0.113.1", **valid)) == [200]


# --- Redis ---------------------------------------------------------------------------


@pytest.fixture
def redis(tmp_path: Path) -> Iterator[Redis]:
    server = Redis(tmp_path)
    yield server
    server.stop()


def test_with_redis_all_processes_count_together(limited: MakeClient, redis: Redis) -> None:
    one, two = (limited("3/hour", rate_limit_storage=redis.url) for _ in range(2))
    assert statuses(one, 2) + statuses(two, 2) + statuses(one, 1) == [200, 200, 200, 429, 429]


def test_without_redis_each_process_counts_for_itself_until_it_is_back(
    limited: MakeClient, redis: Redis, capsys: pytest.CaptureFixture[str]
) -> None:
    client = limited("3/hour", rate_limit_storage=redis.url)
    assert statuses(client, 4) == [200, 200, 200, 429]

    redis.stop()
    assert statuses(client, 5) == [200, 200, 200, 429, 429]
    assert "falling back to in-memory storage" in _said(capsys)

    redis.start()
    for _ in range(100):
        statuses(client, 1)
        if "recovered" in _said(capsys):
            break
        time.sleep(0.05)
    else:
        pytest.fail("Redis is not used again")
    # It forgot everything when it stopped; what has been counted since is in it.
    response = client.post("/v1/ask", json=QUESTION)
    assert response.headers["RateLimit-Remaining"] in ("0", "1")
    assert response.status_code == 200


def test_a_redis_that_was_never_there_keeps_nobody_out(
    limited: MakeClient, capsys: pytest.CaptureFixture[str]
) -> None:
    url = f"redis://user:hunter2@127.0.0.1:{free_port()}"
    client = limited("2/hour", rate_limit_storage=url)
    assert statuses(client, 3) == [200, 200, 429]
    written = capsys.readouterr()
    assert "falling back" in written.out
    assert "hunter2" not in written.out + written.err


def test_refusals_are_not_logged_beside_their_requests(
    limited: MakeClient, capsys: pytest.CaptureFixture[str]
) -> None:
    assert statuses(limited("1/hour"), 3) == [200, 429, 429]
    written = capsys.readouterr().out
    assert "rate_limits" not in written and "127.0.0.1" not in written
    assert written.count('"status": 429') == 2


def _said(capsys: pytest.CaptureFixture[str]) -> str:
    lines = map(json.loads, capsys.readouterr().out.splitlines())
    return " ".join(line["reason"] for line in lines if line["event"] == "rate_limits")
