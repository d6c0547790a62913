"""How gunicorn serves citeqa; `citeqa serve` starts it with this file."""

import contextlib
import math
import os
import shutil
import sys
import tempfile
from pathlib import Path

from service.fleet import FLEET
from service.master import mind
from service.settings import InvalidSettings, load_settings

try:
    _settings = load_settings()
except InvalidSettings as error:
    # Whoever starts gunicorn directly gets the answer of `citeqa serve`.
    print(f"Error: {error}", file=sys.stderr, flush=True)
    raise SystemExit(2) from None

wsgi_app = "service.wsgi:app"
proc_name = "citeqa"

# Read again at HUP, so that a reload takes the settings as they are then. Each worker holds the
# models and computes on all cores. Of its threads, one reads a question and eight wait for
# that; the others refuse questions at once when there are more, and keep health checks and
# metrics quick.
bind = _settings.bind.split(",")
worker_class = "service.worker.ImpatientWorker"
workers = _settings.workers
threads = _settings.threads
# More are left to the other workers, and to the queue of the kernel.
worker_connections = 512
backlog = 512

# ONNX Runtime's and FAISS's thread pools do not survive a fork: a worker that inherited
# them would hang at its first question. So every worker loads the application itself.
preload_app = False

# A worker beats in a thread of its own, so this bounds one that is stuck as a
# whole; the worker itself ends when one of its requests does not move for as long.
timeout = _settings.stuck_seconds
# Stopping waits for what has begun, after `drain_seconds`; and five seconds to end in.
_longest = max(_settings.ask_seconds, _settings.ingest_seconds) + _settings.drain_seconds
graceful_timeout = math.ceil(_longest) + 5
# Seconds that an idle connection stays open: enough for a reverse proxy to use it again.
keepalive = 5
# Nothing is known to leak, and a replaced worker has to load the models again. Not all at the
# same time.
max_requests = _settings.recycle_requests
max_requests_jitter = _settings.recycle_requests // 5

# The most that gunicorn allows: an article's id may have 512 characters, and in an address
# each of them can take 12 bytes. Longer questions than fit have to be sent with POST.
limit_request_line = 8190

# The workers' heartbeat files: a disk that stalls must not look like a stuck worker.
worker_tmp_dir = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None

# Gunicorn would open a socket for `gunicornc` in the home directory. Nothing here uses it,
# and the container's file system is read-only.
control_socket_disable = True

# X-Forwarded-* headers are believed from this machine only, or from FORWARDED_ALLOW_IPS.
# The application writes one JSON line a request, so gunicorn's access log stays off.
accesslog = None
errorlog = "-"

_METRICS_DIR = "PROMETHEUS_MULTIPROC_DIR"


def on_starting(server):
    """Give the workers one empty directory to add up their metrics in.

    Always a new one: values left by an earlier run would be counted again. The client
    reads the variable when it is imported, so it is set before the first worker starts.

    An address that others could reach while nothing keeps them out ends it here.
    """
    _must_be_allowed(server.cfg.bind)
    mind(server, _settings.drain_seconds)
    os.environ[_METRICS_DIR] = tempfile.mkdtemp(prefix="citeqa-metrics-")


def on_reload(server):
    """Let the workers that are to be replaced know that others will serve after them."""
    FLEET.reload(server.worker_age, server.cfg.workers)


def _must_be_allowed(binds):
    from service.exposure import must_not_be_open

    try:
        must_not_be_open(_settings, binds)
    except InvalidSettings as error:
        print(f"Error: {error}", file=sys.stderr, flush=True)
        raise SystemExit(2) from None


def post_fork(server, worker):
    """Let the worker go on counting where one that has ended left off."""
    from service.metric_slots import count_in_slots

    count_in_slots(Path(os.environ[_METRICS_DIR]))


def child_exit(server, worker):
    """Take a dead worker's gauges out of the sums; its counters stay."""
    from service.metric_slots import MetricSlots

    FLEET.leaves(worker.age)
    with contextlib.suppress(OSError):  # the master must not end by it
        MetricSlots(Path(os.environ[_METRICS_DIR])).tidy()


def on_exit(server):
    """Remove the metrics directory, which is ours alone."""
    directory = os.environ.pop(_METRICS_DIR, None)
    if directory and Path(directory).name.startswith("citeqa-metrics-"):
        shutil.rmtree(directory, ignore_errors=True)
