"""Where a request comes from."""

import re
from collections.abc import Callable
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address

from flask import Request

#: A household has a /64 at least, and may use a new address of it for every request.
_HOUSEHOLD = 64

#: What proxies write when they pass a request on.
_PASSED_ON = ("Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Real-IP")

_HOST = re.compile(r"(?:\[(?P<six>[^\]]*)\]|(?P<name>[^:\[\]]*))(?::\d*)?")


def network_of(request: Request) -> str:
    """Whom to count a request for that has no key: an IPv4 address, the /64 of an IPv6
    address, or ``local`` for sockets in the file system."""
    text = request.remote_addr or ""
    address = _parsed(text)
    if isinstance(address, IPv6Address):
        return str(IPv6Network((address, _HOUSEHOLD), strict=False))
    if address is None:
        return "unknown" if text else "local"
    return str(address)


def is_from_here(header: Callable[[str], str | None], address: str) -> bool:
    """Whether a request is of a program on this machine, for all that can be told from its
    headers and the address that it comes from; a socket in the file system has none.

    Through a proxy all come from here, so that what one has passed on does not count. Nor
    does what asks for another host: either a proxy has it from elsewhere, or a page in a
    browser here whose name leads to this machine on purpose (DNS rebinding).
    """
    if any(header(name) is not None for name in _PASSED_ON):
        return False
    # HTTP/1.0 need not name a host.
    return all(not text or _is_local(text) for text in (address, _named_host(header("Host"))))


def _named_host(host: str | None) -> str:
    found = _HOST.fullmatch(host or "")
    return (found["six"] or found["name"] or "?") if found and host else host or ""


def _is_local(text: str) -> bool:
    address = _parsed(text)
    return text.lower() == "localhost" if address is None else address.is_loopback


def _parsed(text: str) -> IPv4Address | IPv6Address | None:
    try:
        address = ip_address(text)
    except ValueError:
        return None
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return mapped or address
