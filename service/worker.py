"""Gunicorn's threaded worker, not to be held up by clients that stop sending."""

from typing import Any

from gunicorn.workers.gthread import ThreadWorker

#: Seconds that a client may take between two pieces of a request.
LONGEST_PAUSE = 10.0


class ImpatientWorker(ThreadWorker):  # type: ignore[misc]
    """A thread that reads a request waits ``LONGEST_PAUSE`` at most for more of it.

    Gunicorn reads requests without a limit in time: a few clients that send half a header
    and nothing more would take every thread, and the service with them. A proxy that
    buffers requests does more; see ``docs/deployment.md``.
    """

    def handle(self, conn: Any) -> Any:
        """As gunicorn does, with a time limit on the connection's socket."""
        if not hasattr(conn, "unbounded_init"):
            conn.unbounded_init = conn.init
            # Gunicorn makes the socket blocking right before it calls this.
            conn.init = lambda: _bounded(conn)
        return super().handle(conn)


def _bounded(conn: Any) -> None:
    conn.unbounded_init()
    conn.sock.settimeout(LONGEST_PAUSE)
