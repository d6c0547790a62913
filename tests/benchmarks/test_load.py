"""What the load benchmark makes of what it saw."""

import pytest

from benchmarks.load.client import Asked
from benchmarks.load.figures import figures
from benchmarks.load.promises import broken
from benchmarks.load.report import overload_table, reload_table


def asked(*seconds, status=200):
    return [Asked(10.0, 10.0 + each, status) for each in seconds]


def test_figures():
    row = figures(asked(0.5, 1.0, 2.5) + asked(0.01, status=503) + asked(9, status=0), 2.0)
    assert row == {
        "requests": 5,
        "answered": 3,
        "refused (503)": 1,
        "other": 0,
        "lost": 1,
        "answered/s": 1.0,
        "answered p50 ms": 1000,
        "answered max ms": 2500,
        "refused p50 ms": 10,
        "refused max ms": 10,
    }


def test_the_99th_percentile_is_never_beyond_the_longest():
    row = figures(asked(*(each / 100 for each in range(1, 101))), 2.0)
    assert (row["answered p50 ms"], row["answered p99 ms"]) == (505, 990)
    assert figures(asked(*[1.0] * 99, 5.0, 5.0), 2.0)["answered p99 ms"] == 5000


def found(**changed):
    counts = {"requests": 9, "answered": 9, "refused (503)": 0, "other": 0, "lost": 0}
    counts |= {"answered/s": 4.5, "answered p50 ms": 210, "answered max ms": 900}
    load = {"load": "5×, new", **counts, "of capacity": 0.9} | changed
    ended = {"load": "workers that ended", "requests": changed.get("ended", 0)}
    replaced = {"connections": "workers replaced", "requests": changed.get("replaced", 4)}
    return {"overload": [load, ended], "reload": [{"connections": "new", **counts}, replaced]}


def test_promises_that_are_kept():
    assert broken(found()) == []


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"lost": 1}, "overload, 5×, new: 1 requests lost"),
        ({"other": 2}, "overload, 5×, new: 2 requests other"),
        ({"of capacity": 0.89}, "overload, 5×, new: 0.89 of the capacity"),
        ({"ended": 1}, "overload: 1 workers ended"),
        ({"replaced": 0}, "reload: no worker was replaced"),
    ],
)
def test_promises_that_are_not(changed, said):
    assert broken(found(**changed)) == [said]


def test_tables():
    assert overload_table(found()["overload"]) == (
        "| load | requests | answered | refused (503) | lost | answered a second | of capacity "
        "| answered: p50, p99 | refused: p50, p99 |\n"
        "| --- | --- | --- | --- | --- | --- | --- | --- | --- |\n"
        "| 5×, new | 9 | 9 | 0 | 0 | 4.5 | 0.9 | 0.2 s, max 0.9 s |  |"
    )
    assert reload_table({"`HUP`": found()["reload"]}).splitlines()[2] == (
        "| `HUP` | new | 9 | 9 | 0 | 0 | 0.2 s, max 0.9 s | 4 |"
    )
