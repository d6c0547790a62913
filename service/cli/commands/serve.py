"""`citeqa serve`."""

import os
import sys
from pathlib import Path

import click

from service.cli.guard import Failure
from service.cli.options import data_dir_option


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
    # The environment stays the same in reloads, and wins over the file, as flags do.
    place = data_dir and data_dir.absolute()
    flags = {"BIND": bind, "WORKERS": workers, "THREADS": threads, "DATA_DIR": place}
    os.environ |= {f"CITEQA_{name}": str(value) for name, value in flags.items() if value}
    # Not `python -m gunicorn`, which USR2 could not start again.
    gunicorn = Path(sys.executable).with_name("gunicorn")
    if not gunicorn.is_file():
        raise Failure(f"{gunicorn} is missing; install citeqa with its dependencies.")
    sys.stdout.flush()
    os.execv(gunicorn, [str(gunicorn), f"--config={CONFIG / 'gunicorn.conf.py'}"])
