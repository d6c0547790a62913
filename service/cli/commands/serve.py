"""`citeqa serve`."""

import math
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from service.cli.guard import Failure
from service.cli.options import data_dir_option

if TYPE_CHECKING:
    from service.settings import Settings


@click.command()
@click.option("--bind", metavar="ADDR", help="HOST:PORT or unix:PATH.  [default: 127.0.0.1:8000]")
@click.option("--workers", type=int, metavar="N", help="Processes, each with the models.")
@click.option("--threads", type=int, metavar="N", help="Threads of each.")
@data_dir_option
def serve(
    bind: str | None, workers: int | None, threads: int | None, data_dir: Path | None
) -> None:
    """Serve the HTTP API with gunicorn.

    Where other machines could reach it, it starts only once there is a key ('citeqa keys
    create'), or with CITEQA_ANONYMOUS saying what is open to everybody.

    Articles that are indexed meanwhile are found without a restart. SIGTERM stops after
    the requests in progress, SIGHUP reloads, USR2 replaces the program.

    \b
    Examples:
      citeqa serve
      citeqa serve --bind 0.0.0.0:8000 --workers 4
    """
    from service.cli.binding import must_be_free
    from service.exposure import must_not_be_open
    from service.settings import CONFIG, load_settings
    from service.tracing import must_have_tracing
    from service.wiring import build_engine

    settings = load_settings(bind=bind, workers=workers, threads=threads, data_dir=data_dir)
    # Components and data directory are tried here: a worker could only die of them.
    build_engine(settings).store.close()
    must_have_tracing(settings)
    must_be_free(settings.bind)
    must_not_be_open(settings, settings.bind.split(","))
    if data_dir is not None:
        os.environ["CITEQA_DATA_DIR"] = str(data_dir.absolute())
    # Not `python -m gunicorn`, which USR2 could not start again.
    gunicorn = Path(sys.executable).with_name("gunicorn")
    if not gunicorn.is_file():
        raise Failure(f"{gunicorn} is missing; install citeqa with its dependencies.")
    arguments = [f"--{name}={value}" for name, value in _flags(settings).items()]
    sys.stdout.flush()
    os.execv(gunicorn, [str(gunicorn), f"--config={CONFIG / 'gunicorn.conf.py'}", *arguments])


def _flags(settings: "Settings") -> dict[str, str | int]:
    longest = max(settings.ask_seconds, settings.ingest_seconds) + settings.drain_seconds
    return {
        "bind": settings.bind,
        "workers": settings.workers,
        "threads": settings.threads,
        "timeout": settings.stuck_seconds,
        # Five seconds to end in.
        "graceful-timeout": math.ceil(longest) + 5,
        "max-requests": settings.recycle_requests,
        # Not all at the same time.
        "max-requests-jitter": settings.recycle_requests // 5,
    }
