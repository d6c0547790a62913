"""What workers know of one another, and what they watch in themselves."""

import os
import time

import pytest

from service.fleet import Fleet
from service.inflight import InFlight
from service.settings import InvalidSettings, load_settings


def test_old_workers_can_leave_when_all_new_ones_serve():
    fleet = Fleet()
    for age in (1, 2):
        fleet.serves(age)
    assert not fleet.is_replaced(2)
    fleet.reload(youngest=2, workers=2)
    assert fleet.is_replaced(1) and fleet.is_replaced(2) and not fleet.is_replaced(3)
    fleet.serves(3)
    assert not fleet.can_leave()
    fleet.serves(4)
    assert fleet.can_leave()
    fleet.reload(youngest=4, workers=2)
    assert fleet.is_replaced(4) and not fleet.can_leave()


def test_workers_leave_one_at_a_time():
    fleet = Fleet()
    fleet.serves(1025)
    fleet.serves(1026)
    assert fleet.is_whole(2)
    fleet.leaves(1025)
    assert not fleet.is_whole(2)
    fleet.serves(1027)
    assert fleet.is_whole(2)


def test_a_forked_process_shares_it():
    fleet = Fleet()
    if not (child := os.fork()):
        fleet.serves(7)
        os._exit(0)
    os.waitpid(child, 0)
    assert fleet.is_whole(1)


class Slow:
    """A body that the client has not sent yet."""

    def __init__(self, inflight):
        self.inflight = inflight
        self.stuck = []

    def read(self, *size):
        time.sleep(0.02)
        self.stuck.append(self.inflight().stuck(0.0))
        return b"body"


def test_a_request_is_still_only_while_the_application_has_it():
    seen = []

    def application(environ, start):
        time.sleep(0.02)
        seen.append(inflight.stuck(0.01))
        environ["citeqa.progress"]()
        seen.append(inflight.stuck(0.01))
        assert environ["wsgi.input"].read(4) == b"body"
        seen.append(environ["told"])
        yield b"a"

    inflight = InFlight(application, lambda: {"told": "so"})
    body = Slow(lambda: inflight)
    for _ in inflight({"wsgi.input": body}, lambda *_: None):
        time.sleep(0.02)
        seen.append(inflight.stuck(0.0))

    assert seen == [1, 0, "so", 0]
    assert body.stuck == [0]
    assert inflight.stuck(-1.0) == 0


def test_limits_that_do_not_go_together(monkeypatch):
    monkeypatch.setenv("CITEQA_STUCK_SECONDS", "60")
    with pytest.raises(InvalidSettings, match=r"^stuck_seconds \(60\) must be more than ask_seco"):
        load_settings()
    monkeypatch.setenv("CITEQA_INGEST_SECONDS", "59")
    assert load_settings().stuck_seconds == 60
    with pytest.raises(InvalidSettings, match=r"^threads \(9\) must be more than reading_at_once"):
        load_settings(threads=9)
