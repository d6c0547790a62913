"""How often one caller may ask over the protocol: the rules of the HTTP API."""

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from service.api.access import Access
from service.api.app import create_app
from service.api.options import ApiOptions
from service.mcp import rates
from service.mcp.address import Address
from service.mcp.door import Door
from service.mcp.server import build_server
from service.mcp.serving import PATH, http_app
from service.records.keys import ApiKeys
from service.records.scope import Scope
from tests.ports import free_port
from tests.redis_server import Redis

LIST = {"jsonrpc": "2.0", "id": 1, "method": "tools/list", "params": {}}
ACCEPT = {"Accept": "application/json, text/event-stream"}
OPTIONS = ApiOptions(1000, 1, 100, 1.0)


@pytest.fixture
def redis(tmp_path: Path) -> Iterator[Redis]:
    server = Redis(tmp_path)
    yield server
    server.stop()


@pytest.fixture
def limited(desk: Any, limits: Any, keys: ApiKeys) -> Iterator[Callable[..., Any]]:
    """Starts a server; what it makes asks once, from an address, and tells the response."""
    with ExitStack() as started:

        def start(rate_limit: str = "3/hour", **access: Any) -> Callable[..., Any]:
            access = {"keys": keys, "anonymous": "ask", "rate_limit": rate_limit} | access
            security = Address.parse("127.0.0.1:8001").security()
            app = http_app(
                build_server(desk.engine, limits), security, Door(Access(**access)), 9999
            )
            running = TestClient(app, base_url="http://127.0.0.1:8001")
            connection = started.enter_context(running)._transport

            def ask(of: str = "203.0.113.9", **headers: str) -> Any:
                connection.client = (of, 50000)
                return running.post(PATH, json=LIST, headers=ACCEPT | headers)

            return ask

        yield start


def statuses(ask: Callable[..., Any], times: int, *of: str, **headers: str) -> list[int]:
    return [ask(*of, **headers).status_code for _ in range(times)]


def test_the_fourth_of_three(limited):
    ask = limited()
    assert statuses(ask, 3) == [200, 200, 200]

    refused = ask()

    assert refused.status_code == 429
    assert refused.headers["Content-Type"] == "application/problem+json"
    assert refused.json()["type"] == "/problems/too-many-requests"
    seconds = int(refused.headers["Retry-After"])
    assert 0 < seconds <= 3600
    assert (
        refused.json()["detail"] == f"More than 3 per 1 hour were made; try again in {seconds} s."
    )
    assert refused.headers["RateLimit-Limit"] == "3"
    assert statuses(ask, 1, "203.0.113.10") == [200]


def test_the_shorter_of_two_limits(limited):
    ask = limited("2/minute; 100/day")
    assert statuses(ask, 2) == [200, 200]
    assert 0 < int(ask().headers["Retry-After"]) <= 60


def test_a_burst_costs_nothing_of_the_longer_limit(limited):
    ask = limited("2/second; 8/hour")
    for _ in range(3):
        time.sleep(1.05)
        assert statuses(ask, 6)[:2] == [200, 200]


def test_a_limit_that_is_given_twice_is_one(limited):
    assert statuses(limited("2/hour; 2/hour"), 3) == [200, 200, 429]


def test_whoever_waits_as_told_is_let_in(limited):
    ask = limited("1/2 second")
    ask()
    time.sleep(0.3)
    refused = ask()
    if refused.status_code == 429:
        time.sleep(int(refused.headers["Retry-After"]))
        assert ask().status_code == 200


def test_a_key_has_its_own_count_wherever_it_comes_from(limited, keys):
    token = {"Authorization": f"Bearer {keys.create('assistant', Scope.ASK)[1]}"}
    ask = limited()
    assert statuses(ask, 4) == [200, 200, 200, 429]
    found = [ask(f"203.0.113.{number}", **token).status_code for number in range(5)]
    assert found == [200, 200, 200, 429, 429]


def test_attempts_with_no_key_are_counted(limited, keys):
    keys.create("assistant", Scope.ASK)
    ask = limited(anonymous="none")
    assert statuses(ask, 5, Authorization="Bearer cqa_guess") == [401, 401, 401, 429, 429]


def test_a_household_counts_as_one(limited):
    ask = limited()
    found = [ask(f"2001:db8:1:2::{number}").status_code for number in range(4)]
    assert found == [200, 200, 200, 429]


@pytest.mark.parametrize(("proxies", "last"), [(0, 429), (1, 200)])
def test_behind_proxies_as_many_as_are_told(limited, proxies, last):
    ask = limited(trusted_proxies=proxies)
    for number in range(3):
        assert ask(**{"X-Forwarded-For": f"198.51.100.1, 198.51.100.{number}"}).status_code == 200
    assert ask(**{"X-Forwarded-For": "198.51.100.3"}).status_code == last


def test_what_a_caller_claims_does_not_help_behind_a_proxy(limited):
    ask = limited(trusted_proxies=1)
    found = [
        ask(**{"X-Forwarded-For": f"198.51.100.{number}, 192.0.2.7"}).status_code
        for number in range(4)
    ]
    assert found == [200, 200, 200, 429]


def test_with_redis_both_protocols_count_together(limited, redis, desk, keys):
    token = {"Authorization": f"Bearer {keys.create('both', Scope.ASK)[1]}"}
    access = Access(keys, "none", "3/hour", redis.url)
    http = create_app(desk.engine, OPTIONS, access).test_client()
    ask = limited(anonymous="none", rate_limit_storage=redis.url)

    assert http.get("/v1/articles", headers=token).status_code == 200
    assert statuses(ask, 3, **token) == [200, 200, 429]
    assert http.get("/v1/articles", headers=token).status_code == 429


def test_without_redis_it_counts_alone_until_it_is_back(limited, redis, monkeypatch, caplog):
    monkeypatch.setattr(rates, "_PAUSE", 0.05)
    ask = limited("3/hour", rate_limit_storage=redis.url)
    assert statuses(ask, 4) == [200, 200, 200, 429]

    redis.stop()
    assert statuses(ask, 4) == [200, 200, 200, 429]
    assert "counted here alone: ConnectionError" in caplog.text

    redis.start()  # it has forgotten everything
    time.sleep(0.1)
    assert statuses(ask, 4) == [200, 200, 200, 429]


def test_a_redis_that_was_never_there_keeps_nobody_out(limited, caplog):
    url = f"redis://user:hunter2@127.0.0.1:{free_port()}"
    assert statuses(limited("2/hour", rate_limit_storage=url), 3) == [200, 200, 429]
    assert "hunter2" not in caplog.text
