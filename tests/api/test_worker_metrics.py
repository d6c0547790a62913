"""What workers have counted stays counted when they end, in few files."""

import os
import subprocess
import sys
from pathlib import Path

from tests.api.test_metrics import samples_of

_SERVICE = """
import os
from index.reply import IndexState
from service.api.metrics import Metrics

def worker(number):
    metrics = Metrics()
    metrics.count_request("GET", "/livez", 200, 0.02)
    metrics.show_index(IndexState(number, number, number))
    metrics.show_line(1, number)

def in_processes(numbers):
    for number in numbers:
        if not (pid := os.fork()):
            worker(number)
            os._exit(0)
        os.waitpid(pid, 0)

looker = Metrics()
"""


def run(folder: Path, script: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", _SERVICE + script],
        env=os.environ | {"PROMETHEUS_MULTIPROC_DIR": str(folder)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_nothing_is_lost_and_nothing_counted_twice(tmp_path):
    text = run(
        tmp_path,
        "for last in (3, 6, 9):\n"
        "    in_processes(range(last - 2, last + 1))\n"
        "    shown = looker.exposition(), looker.exposition()\n"
        "    assert shown[0] == shown[1]\n"
        "print(shown[1].decode())",
    )

    samples = samples_of(text)
    route = (("route", "/livez"),)
    labels = (("method", "GET"), *route, ("status", "200"))
    assert samples["citeqa_http_requests_total", labels] == 9
    assert samples["citeqa_http_request_seconds_count", route] == 9
    assert round(samples["citeqa_http_request_seconds_sum", route], 9) == 0.18
    assert samples["citeqa_http_request_seconds_bucket", (("le", "0.01"), *route)] == 0
    assert samples["citeqa_http_request_seconds_bucket", (("le", "0.025"), *route)] == 9
    assert samples["citeqa_index_articles", ()] == 9  # the latest word


def test_the_folder_does_not_grow(tmp_path):
    run(tmp_path, "in_processes(range(20))\nlooker.exposition()")
    ended = sorted(file.name for file in tmp_path.glob("*_ended.db"))
    assert ended == ["counter_ended.db", "gauge_mostrecent_ended.db", "histogram_ended.db"]
    # The looker's own, and the gauges of lines, which gunicorn's master removes.
    others = [file.name for file in tmp_path.glob("*.db") if not file.stem.endswith("_ended")]
    assert len([name for name in others if not name.startswith("gauge_livesum_")]) == 3


def test_what_was_broken_off_is_done_again(tmp_path):
    (tmp_path / "counter_ended.new").write_bytes(b"cut off")
    text = run(tmp_path, "in_processes([1])\nprint(looker.exposition().decode())")
    labels = (("method", "GET"), ("route", "/livez"), ("status", "200"))
    assert samples_of(text)["citeqa_http_requests_total", labels] == 1


_WATCHED = """
import re

def total():
    found = re.search(rb"requests_total{.*} (.*)", looker.exposition())
    return float(found[1]) if found else 0.0

def look():
    seen = [total()]
    while seen[-1] < 60:
        seen.append(total())
        assert seen[-2] <= seen[-1] <= 60, seen

lookers = []
for _ in range(3):
    if not (pid := os.fork()):
        look()
        os._exit(0)
    lookers.append(pid)
in_processes(range(60))
print([os.waitpid(pid, 0)[1] for pid in lookers])
"""


def test_no_count_goes_back_or_ahead_while_workers_end(tmp_path):
    assert run(tmp_path, _WATCHED) == "[0, 0, 0]\n"
