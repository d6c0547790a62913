"""Ask more than can be answered: ``python -m benchmarks.load overload``; reload and recycle
workers meanwhile: ``python -m benchmarks.load reload``; both, in four minutes: ``python -m
benchmarks.load`` or ``make bench-load``. The tables are those of ``docs/operations.md``.

The service runs with its default settings, on a free port, over the evaluation news articles
where ``../shared`` has them, otherwise over the examples. The exit status is 1 when a request
was lost or failed, a worker ended in overload, less than 90% of the capacity was left, or no
worker was replaced where some should.
"""

import argparse
import json
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from subprocess import DEVNULL, run

from benchmarks.__main__ import EXAMPLES, HERE
from benchmarks.load.overload import overload
from benchmarks.load.promises import broken
from benchmarks.load.reloading import reloading
from benchmarks.load.report import overload_table, reload_table
from benchmarks.serving import CITEQA, Service
from benchmarks.tables import Row
from index.evaluation.questions import read_questions

#: Requests after which a worker is recycled in the reload benchmark.
_RECYCLE = 15


def main() -> int:
    """Measure, and print and write what was found."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.load", description=__doc__)
    parser.add_argument("what", nargs="?", choices=["overload", "reload", "all"], default="all")
    parser.add_argument("--seconds", type=float, default=8.0, metavar="N", help="of each stage")
    parser.add_argument("--reload-seconds", type=float, default=40.0, metavar="N")
    parser.add_argument("--rate", type=float, default=2.0, metavar="N", help="of reload, a second")
    parser.add_argument("--every", type=float, default=12.0, metavar="N", help="seconds a HUP")
    parser.add_argument("--json", type=Path, metavar="FILE")
    given = parser.parse_args()
    found: dict[str, list[Row]] = {}
    with tempfile.TemporaryDirectory(prefix="citeqa-load-") as name:
        if given.what != "reload":
            with _service(Path(name), {}) as (service, asked):
                found["overload"] = overload(service, asked, given.seconds)
        if given.what != "overload":
            for title, every, settings in (
                ("reload", given.every, {}),
                ("recycling", 0.0, {"CITEQA_RECYCLE_REQUESTS": str(_RECYCLE)}),
            ):
                with _service(Path(name), settings) as (service, asked):
                    found[title] = reloading(
                        service, asked, given.rate, given.reload_seconds, every
                    )
    if "overload" in found:
        print(overload_table(found["overload"]), end="\n\n")
    if "reload" in found:
        titles = {
            f"`HUP` every {given.every:g} s": "reload",
            f"after {_RECYCLE} requests": "recycling",
        }
        print(reload_table({title: found[name] for title, name in titles.items()}), end="\n\n")
    if given.json:
        given.json.write_text(json.dumps(found, ensure_ascii=False, indent=1) + "\n")
    print("\n".join(wrong := broken(found)))
    return 1 if wrong else 0


@contextmanager
def _service(folder: Path, settings: Mapping[str, str]) -> Iterator[tuple[Service, list[str]]]:
    news = HERE.parents[1] / "shared" / "news"
    articles, questions = EXAMPLES
    if news.is_dir():
        articles, questions = news / "dev.articles.jsonl", news / "dev.questions.jsonl"
    run([CITEQA, "index", articles, "--data-dir", folder / "data"], check=True, stdout=DEVNULL)
    service = Service(folder, workers=2, settings=settings)
    try:
        yield service, [each.question for each in read_questions(questions)]
    finally:
        service.stop()


if __name__ == "__main__":
    sys.exit(main())
