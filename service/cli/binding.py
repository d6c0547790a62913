"""Whether gunicorn will get the address that it is to listen at."""

import socket

from gunicorn.util import parse_address

from service.cli.guard import Failure


def must_be_free(bind: str) -> None:
    """Bind once, as gunicorn will, which itself would only retry and log.

    Several addresses may stand between commas. Sockets in the file system and inherited
    ones are left to gunicorn.

    :raises Failure: when the address is none, is not this machine's or is in use.
    """
    for each in bind.split(","):
        try:
            address = parse_address(each.strip())
            if isinstance(address, tuple):
                _bind(*address)
        except (RuntimeError, OSError, OverflowError, UnicodeError) as error:
            reason = error.strerror if isinstance(error, OSError) else error
            raise Failure(f"Cannot listen at {each.strip()}: {reason}") from error


def _bind(host: str, port: int) -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        probe.bind((host, port))
        # Two servers may have bound one address; only one of them may listen.
        probe.listen(1)
