"""Where the server listens, and by which names it may be called."""

from collections.abc import Sequence
from dataclasses import dataclass

from mcp.server.transport_security import TransportSecuritySettings

from service.exposure import is_loopback

_LOOPBACK = ("localhost", "127.0.0.1", "[::1]")


@dataclass(frozen=True, slots=True)
class Address:
    """A host (an IPv6 address without brackets) and a port, 1 to 65535."""

    host: str
    port: int

    @classmethod
    def parse(cls, text: str) -> "Address":
        """:raises ValueError: when ``text`` is not ``HOST:PORT``."""
        host, _, port = text.rpartition(":")
        if host.startswith("[") and host.endswith("]"):
            host = host[1:-1]
        elif ":" in host:
            host = ""
        if not host or not port.isascii() or not port.isdecimal() or not 0 < int(port) < 65536:
            raise ValueError(f"{text!r} is not HOST:PORT, such as 127.0.0.1:8001 or [::1]:8001")
        return cls(host, int(port))

    @property
    def in_url(self) -> str:
        """The host as addresses have it."""
        return f"[{self.host}]" if ":" in self.host else self.host

    def security(self, names: Sequence[str] = ()) -> TransportSecuritySettings:
        """Only these ``Host`` and ``Origin`` headers are served: the machine's own names, the
        host that is listened at, and ``names``.

        Otherwise a web page could have its own name lead here and ask in its visitor's place
        (DNS rebinding).
        """
        own = _LOOPBACK if is_loopback(self.host) else ()
        known = dict.fromkeys((*own, self.in_url, *names))
        hosts = [host for name in known for host in (name, f"{name}:*")]
        origins = [f"{scheme}://{host}" for scheme in ("http", "https") for host in hosts]
        return TransportSecuritySettings(allowed_hosts=hosts, allowed_origins=origins)
