"""Where a request comes from."""

import re
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from urllib.parse import urlsplit

from werkzeug.datastructures import Headers

#: A household has a /64 at least, and may use a new address of it for every request.
_HOUSEHOLD = 64

#: What proxies write when they pass a request on.
_PASSED_ON = re.compile(
    r"(?:X-Forwarded-?.*|Forwarded|Via|X-(?:Real|Client|Cluster-Client)-IP|True-Client-IP|"
    r"CF-Connecting-IP|Fly-Client-IP|X-Original-.*|X-Envoy-.*)",
    re.IGNORECASE,
)

_HOST = re.compile(r"(?:\[(?P<six>[^\]]*)\]|(?P<name>[^:\[\]]*))(?::\d*)?")


def network_of(text: str) -> str:
    """Whom to count a request for that has no key, by the address that it comes from: an IPv4
    address, the /64 of an IPv6 address, or ``local`` for a socket in the file system, which
    has none."""
    address = _parsed(text)
    if isinstance(address, IPv6Address):
        return str(IPv6Network((address, _HOUSEHOLD), strict=False))
    if address is None:
        return "unknown" if text else "local"
    return str(address)


def is_from_here(headers: Headers, address: str, target: str) -> bool:
    """Whether a request is of a program on this machine, for all that can be told from its
    headers, the address that it comes from (a socket in the file system has none) and what it
    asks for.

    Through a proxy all come from here, so that what one has passed on does not count. Nor
    does what asks for another host: either a proxy has it from elsewhere, or a page in a
    browser here whose name leads to this machine on purpose (DNS rebinding). Nor what a
    browser here sends for a page of another site.
    """
    if any(_PASSED_ON.fullmatch(name) for name, _ in headers):
        return False
    if not address:  # a socket in the file system, where no host need be named
        return _asks_here(headers, target, "localhost") and _is_of_a_page_here(headers)
    return _is_local(address) and _asks_here(headers, target, "") and _is_of_a_page_here(headers)


def _asks_here(headers: Headers, target: str, unless_named: str) -> bool:
    """By the header Host, and by the address where that is a whole one, as for a proxy."""
    if not target.startswith(("/", "?")) and not _is_local(_host_of(target)):
        return False
    return _is_local(_named_host(headers.get("Host", "")) or unless_named)


def _is_of_a_page_here(headers: Headers) -> bool:
    """Whether a browser sends it for a page of this machine, or it is of no page."""
    if headers.get("Sec-Fetch-Site", "").lower() == "cross-site":
        return False
    origin = headers.get("Origin")
    return origin is None or _is_local(_host_of(origin))


def _host_of(address: str) -> str:
    try:
        return urlsplit(address).hostname or "?"
    except ValueError:
        return "?"


def _named_host(host: str) -> str:
    found = _HOST.fullmatch(host)
    return (found["six"] or found["name"] or "?") if found and host else host


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
