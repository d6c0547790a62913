"""Ports for servers that tests start."""

import os
import socket
from itertools import count

#: Below those that Linux gives to connections and to whoever binds to port 0: between the
#: look and the start of the server, nobody else is given one of these.
_FIRST, _MANY = 12_000, 18_000

# Each process begins elsewhere; several run tests at the same time.
_next = count(os.getpid() * 97)


def free_port() -> int:
    """One at which nobody listens; never the same one twice."""
    while True:
        port = _FIRST + next(_next) % _MANY
        with socket.socket() as looking:
            looking.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                looking.bind(("0.0.0.0", port))
            except OSError:
                continue
            return port
