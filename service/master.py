"""What gunicorn's master does besides: it tells its workers of the end."""

from typing import Any

from service.fleet import FLEET


def mind(server: Any) -> None:
    """Have ``server``, gunicorn's arbiter, tell the workers when all of them are to stop.

    Gunicorn has no hook for that, and stops single workers with the same signal.
    """
    stop = server.stop

    def stop_all(graceful: bool = True) -> None:
        FLEET.stop()
        stop(graceful)

    server.stop = stop_all
