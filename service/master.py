"""What gunicorn's master does besides: it reloads only what can be loaded, and tells its
workers when all of them are to stop. Gunicorn has no hooks for either."""

import os
import subprocess
import sys
from typing import Any

from service.fleet import FLEET

#: Seconds that loading the application may take, on few and busy cores.
_LONGEST_TRIAL = 120.0


def mind(server: Any, drain_seconds: float) -> None:
    """Make ``server``, gunicorn's arbiter, do so; and warn where there is no ``drain_seconds``:
    gunicorn removes its sockets from the file system at once when it is to stop."""
    sockets = [bind for bind in server.cfg.bind if bind.startswith("unix:")]
    if drain_seconds and sockets:
        server.log.warning("drain_seconds is without effect at %s", ", ".join(sockets))
    hang_up, stop = server.handle_hup, server.stop

    def reload_what_can_be_loaded() -> None:
        if _can_be_loaded(server):
            hang_up()
        else:
            server.log.error(
                "NOT RELOADED: what is there now cannot be loaded. Workers go on; mend it, "
                "as one that is started later cannot load it either."
            )

    def stop_all(graceful: bool = True) -> None:
        # Gunicorn ends single workers with the same signal.
        FLEET.stop()
        stop(graceful)

    server.handle_hup, server.stop = reload_what_can_be_loaded, stop_all


def _can_be_loaded(server: Any) -> bool:
    """New workers that cannot load the application would take the whole service down."""
    command = [sys.executable, "-m", "service.trial", server.app.app_uri, *server.cfg.bind]
    # It is no worker, and counts nothing.
    environment = {k: v for k, v in os.environ.items() if k != "PROMETHEUS_MULTIPROC_DIR"}
    try:
        done = subprocess.run(command, env=environment, timeout=_LONGEST_TRIAL, check=False)
    except (OSError, subprocess.TimeoutExpired):
        server.log.exception("The trial of what is there now did not end.")
        return False
    return done.returncode == 0
