"""Four workers behave as one, whichever of them a client happens to meet."""

from benchmarks.history.clients import record
from benchmarks.history.judging import faults

SECONDS = 12


def test_nobody_sees_what_could_not_be_seen_with_one_worker(start_server):
    server = start_server("history", CITEQA_WORKERS="4", CITEQA_MODEL_THREADS="1")
    server.wait_until_ready(workers=4)
    before = server.requests_by_worker()

    history = record(server, clients=6, seconds=SECONDS, seed=1)

    assert faults(history) == []
    workers = server.requests_by_worker()
    assert len(server.workers()) == 4
    assert all(workers[pid] > before.get(pid, 0) for pid in server.workers())
    assert sum(change.end is not None for change in history.changes) > 24
    assert sum(change.number is None for change in history.changes) > 2
    for kind in ("GET", "list", "search", "ask"):
        assert sum(view.what.startswith(kind) for view in history.views) > 2, kind
    # Answers name articles, and the lists have shown both what is there and what is not.
    assert any(view.seen for view in history.views if view.what.startswith("ask"))
    listed = [number for view in history.views for number in view.seen.values()]
    assert None in listed and len(set(listed)) > 10
    assert server.citeqa("doctor").returncode == 0
