"""Workers that end and begin, and what they have counted; each is a process of its own."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.api.test_metrics import samples_of

_WORKERS = """
import os, signal, sys, time
from pathlib import Path
from index.reply import IndexState
from service.api.metrics import Metrics
from service.metric_slots import MetricSlots, count_in_slots

folder = Path(os.environ["PROMETHEUS_MULTIPROC_DIR"])

def worker(number, stays=False):
    '''The process of a worker that has counted one request.'''
    told, tells = os.pipe()
    if pid := os.fork():
        os.read(told, 1)
        return pid
    count_in_slots(folder)
    metrics = Metrics()
    metrics.count_request("GET", "/livez", 200, 0.1)
    metrics.show_index(IndexState(number, number, number))
    metrics.show_line(1, 2)
    os.write(tells, b".")
    if stays:
        signal.pause()
    os._exit(0)

def end(pid):
    os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)
    MetricSlots(folder).tidy()

def one_after_the_other(numbers):
    for number in numbers:
        os.waitpid(worker(number), 0)
        MetricSlots(folder).tidy()

def shown():
    return Metrics().exposition().decode()
"""

ROUTE = ("route", "/livez")
LABELS = (("method", "GET"), ROUTE, ("status", "200"))


@pytest.fixture
def run(tmp_path: Path):
    def running(script: str) -> str:
        done = subprocess.run(
            [sys.executable, "-c", _WORKERS + script],
            env=os.environ | {"PROMETHEUS_MULTIPROC_DIR": str(tmp_path)},
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    return running


def test_what_a_worker_has_counted_outlives_it(run):
    samples = samples_of(run("one_after_the_other(range(1, 10))\nprint(shown())"))
    assert samples["citeqa_http_requests_total", LABELS] == 9
    assert samples["citeqa_http_request_seconds_count", (ROUTE,)] == 9
    assert round(samples["citeqa_http_request_seconds_sum", (ROUTE,)], 9) == 0.9
    assert samples["citeqa_http_request_seconds_bucket", (("le", "0.075"), ROUTE)] == 0
    assert samples["citeqa_http_request_seconds_bucket", (("le", "0.1"), ROUTE)] == 9
    assert samples["citeqa_index_articles", ()] == 9  # the latest word


def test_the_folder_does_not_grow(run, tmp_path):
    run("one_after_the_other(range(20))")
    files = sorted(file.name for file in tmp_path.iterdir())
    assert files == ["counter_0.db", "gauge_mostrecent_0.db", "histogram_0.db", "worker-0"]


def test_those_that_live_at_the_same_time_count_apart(run, tmp_path):
    text = run(
        "living = [worker(1, stays=True) for _ in range(3)]\n"
        "print(shown())\n"
        "end(living[1])\n"
        "living[1] = worker(1, stays=True)\n"
        "print('---', shown())\n"
        "for each in living: end(each)\n"
        "print('---', shown())"
    )

    before, after, over = map(samples_of, text.split("---"))
    assert len(list(tmp_path.glob("counter_*.db"))) == 3 + 1  # who looks is none of them
    found = [each["citeqa_http_requests_total", LABELS] for each in (before, after, over)]
    assert found == [3, 4, 4]
    # Of those that live: nobody does what the others were doing.
    assert [each["citeqa_queue_waiting", ()] for each in (before, after, over)] == [6, 6, 0]


def test_a_fork_has_its_own(run, tmp_path):
    text = run(
        "count_in_slots(folder)\n"
        "metrics = Metrics()\n"
        "metrics.count_request('GET', '/livez', 200, 0.1)\n"
        "if not os.fork():\n"
        "    for _ in range(100): metrics.count_request('GET', '/livez', 200, 0.1)\n"
        "    os._exit(0)\n"
        "for _ in range(100): metrics.count_request('GET', '/livez', 200, 0.1)\n"
        "os.wait()\n"
        "print(metrics.exposition().decode())"
    )
    assert samples_of(text)["citeqa_http_requests_total", LABELS] == 201
    assert len(list(tmp_path.glob("counter_*.db"))) == 2


def test_no_sum_ever_falls(run):
    """Prometheus takes the slightest fall for a new beginning, and counts all of it again."""
    text = run(
        "living = [worker(1, stays=True) for _ in range(3)]\n"
        "for number in range(12):\n"
        "    end(living.pop(0))\n"
        "    print('---', shown())\n"
        "    living.append(worker(1, stays=True))\n"
        "    print('---', shown())\n"
        "for each in living: end(each)\n"
    )
    sums = [float(each) for each in re.findall(r"request_seconds_sum{.*} (.*)", text)]
    assert len(sums) == 24
    assert sums == sorted(sums)
    assert round(sums[-1], 6) == 1.5


def test_without_a_place_it_counts_all_the_same(run, tmp_path):
    text = run(
        "count_in_slots(folder / 'missing')\n"
        "metrics = Metrics()\n"
        "metrics.count_request('GET', '/livez', 200, 0.1)\n"
        "print(metrics.exposition().decode())"
    )
    assert samples_of(text)["citeqa_http_requests_total", LABELS] == 1
