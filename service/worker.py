"""Gunicorn's threaded worker, made to last: clients cannot hold it up, it leaves without
losing a request, and it ends itself when it is stuck."""

import os
import sys
import threading
import time
from enum import Enum, auto
from functools import partial
from selectors import EVENT_READ
from typing import Any

from gunicorn.util import close_graceful
from gunicorn.workers.gthread import TConn, ThreadWorker

from service.environ import STOPPING, WAITED
from service.fleet import FLEET
from service.inflight import InFlight
from service.settings import load_settings

#: Seconds that a client may take between two pieces of a request.
LONGEST_PAUSE = 10.0
#: Seconds that a client may take to notice that its connection is closed.
LONGEST_FAREWELL = 0.5
#: Seconds that a stuck worker gives its other requests to finish.
LAST_CHANCE = 10.0


class Leaving(Enum):
    """Why a worker is about to end: a reload replaces it, others go on without it, or the
    service stops."""

    REPLACED = auto()
    RELIEVED = auto()
    STOPPED = auto()


class ImpatientWorker(ThreadWorker):  # type: ignore[misc]
    """A thread that reads a request waits ``LONGEST_PAUSE`` at most for more of it.

    Gunicorn reads requests without a limit in time: a few clients that send half a header
    and nothing more would take every thread, and the service with them. A proxy that
    buffers requests does more; see ``docs/deployment.md``.

    A worker that is to end first says "Connection: close" in every response, and takes new
    connections until kept-alive ones have expired: a client must not meet a connection that
    closes as it sends. One that a reload replaces stays until the new ones serve. What these
    are told from, and all else that happens here, is in ``docs/operations.md``.
    """

    # Gunicorn has no types.
    alive: bool
    max_requests: int
    max_keepalived: int
    wsgi: Any

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        # Gunicorn would stop at once, with the worker that takes its place still to load.
        self._most_requests: int = self.max_requests
        self.max_requests = sys.maxsize
        self._most_keepalived = self.max_keepalived
        self._leaving: Leaving | None = None
        self._since = 0.0
        self._stuck_since: float | None = None
        self._here = threading.local()

    def load_wsgi(self) -> None:
        """The application, watched."""
        super().load_wsgi()
        self._drain_seconds = load_settings().drain_seconds
        self.wsgi = self._inflight = InFlight(self.wsgi, self._told)

    def run(self) -> None:
        if self._leaving is None:  # it may have been told so while it loaded
            FLEET.serves(self.age)
        super().run()

    def _told(self) -> dict[str, Any]:
        return {STOPPING: self._is_stopping, WAITED: self._here.waited}

    def _is_stopping(self) -> bool:
        return self._leaving is Leaving.STOPPED

    # ------------------------------------------------------------------ connections

    def accept(self, listener: Any) -> None:
        """As gunicorn does, but a connection takes a thread only when it sends something."""
        try:
            client, address = listener.accept()
        except (BlockingIOError, ConnectionAbortedError):
            return  # another worker was faster, or the client has gone
        self.nr_conns += 1
        conn = TConn(self.cfg, client, address, listener.getsockname())
        conn.set_timeout()
        self.pending_conns.append(conn)
        self.poller.register(conn.sock, EVENT_READ, partial(self.on_pending_socket_readable, conn))

    def enqueue_req(self, conn: Any) -> None:
        conn.arrived = time.monotonic()
        super().enqueue_req(conn)

    def handle(self, conn: Any) -> Any:
        """As gunicorn does, with a time limit on the connection's socket."""
        self._here.waited = time.monotonic() - conn.arrived
        if not hasattr(conn, "unbounded_init"):
            conn.unbounded_init = conn.init
            # Gunicorn makes the socket blocking right before it calls this.
            conn.init = lambda: _bounded(conn)
        if not (kept := super().handle(conn)):
            # Gunicorn would do so in the main thread, which waits for the client then.
            close_graceful(conn.sock, timeout=LONGEST_FAREWELL)
            conn.close = lambda **_: None
        return kept

    def set_accept_enabled(self, enabled: bool) -> None:
        super().set_accept_enabled(enabled and self._stuck_since is None)
        if not enabled and not self.alive and self._leaving is Leaving.STOPPED:
            self._close_listeners()

    def _close_listeners(self) -> None:
        """Take the connections that wait already, so that only later ones are refused."""
        for listener in self.sockets:
            while listener.sock is not None and self.nr_conns < self.worker_connections:
                before = self.nr_conns
                self.accept(listener)
                if self.nr_conns == before:
                    break
            listener.close()

    # ------------------------------------------------------------------ leaving

    def handle_quit(self, sig: int, frame: Any) -> None:
        """SIGINT and SIGQUIT: the end, at once."""
        # Python's own end would wait for the threads.
        os._exit(0)

    def handle_exit(self, sig: int, frame: Any) -> None:
        """SIGTERM, from a master that stops, that replaces this worker in a reload, or that
        wants fewer (``TTOU``). The second one in a reload will not wait any longer."""
        if FLEET.is_stopping():
            self._leave(Leaving.STOPPED)
        elif self._leaving is None and FLEET.is_replaced(self.age):
            self._leave(Leaving.REPLACED)
        else:
            self._leave(Leaving.RELIEVED)

    def _leave(self, why: Leaving) -> None:
        if self._leaving in (Leaving.STOPPED, why):
            return
        self._leaving, self._since = why, time.monotonic()
        FLEET.leaves(self.age)
        # From here on every response says "Connection: close".
        self.max_keepalived = 0
        self.method_queue.defer(lambda: None)

    def notify(self) -> None:
        """Called by the loop of the main thread every second, and at each event."""
        super().notify()
        self._look_for_stuck_requests()
        if self._leaving is None and self.nr >= self._most_requests:
            self._take_turns()
        elif self.alive and self._leaving is not None and self._may_go():
            self.alive = False
            self.method_queue.defer(lambda: None)

    def _take_turns(self) -> None:
        """Leave when all others serve: there would be nobody to answer."""
        # Told first, and taken back: of two that look at the same time, one sees the other.
        FLEET.leaves(self.age)
        if FLEET.is_whole(self.cfg.workers - 1):
            self._leave(Leaving.RELIEVED)
        else:
            FLEET.serves(self.age)

    def _may_go(self) -> bool:
        elapsed = time.monotonic() - self._since
        if self._leaving is Leaving.STOPPED:
            return bool(elapsed >= self._drain_seconds)
        # Kept-alive connections are used again, and then closed, or have expired by then.
        expired = elapsed > self.cfg.keepalive
        # When a new worker died, the master starts another one only after this one has gone.
        enough = self._leaving is Leaving.RELIEVED or FLEET.can_leave()
        return bool(expired and (enough or elapsed > self.cfg.graceful_timeout))

    # ------------------------------------------------------------------ stuck

    def _look_for_stuck_requests(self) -> None:
        """End this process when a request has not moved for gunicorn's ``timeout``: a thread
        that hangs can be ended in no other way. Other requests may finish first."""
        if not (stuck := self._inflight.stuck(self.cfg.timeout)):
            self._is_not_stuck()
            return
        now = time.monotonic()
        if self._stuck_since is None:
            self.log.critical("WORKER STUCK (pid:%s): %s requests do not move", self.pid, stuck)
            self._stuck_since = now
            self.max_keepalived = 0
            self.set_accept_enabled(False)
        if self.nr_conns <= stuck or now - self._stuck_since > LAST_CHANCE:
            # Python's own end would wait for the thread that hangs.
            os._exit(1)

    def _is_not_stuck(self) -> None:
        if self._stuck_since is not None:
            self.log.warning("WORKER NOT STUCK (pid:%s): all requests move again", self.pid)
            self._stuck_since = None
            if self._leaving is None:
                self.max_keepalived = self._most_keepalived


def _bounded(conn: Any) -> None:
    conn.unbounded_init()
    conn.sock.settimeout(LONGEST_PAUSE)
