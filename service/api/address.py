"""Where a request comes from."""

from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address

from flask import Request

#: A household has a /64 at least, and may use a new address of it for every request.
_HOUSEHOLD = 64


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


def is_from_here(request: Request) -> bool:
    """Whether a request comes from this machine, as far as both the connection and the
    proxies that are trusted tell."""
    before_proxies = request.environ.get("werkzeug.proxy_fix.orig", {}).get("REMOTE_ADDR")
    return _is_here(request.remote_addr) and _is_here(before_proxies)


def _is_here(text: str | None) -> bool:
    """A socket in the file system has no address, and is of this machine."""
    if not text:
        return True
    address = _parsed(text)
    return address is not None and address.is_loopback


def _parsed(text: str) -> IPv4Address | IPv6Address | None:
    try:
        address = ip_address(text)
    except ValueError:
        return None
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return mapped or address
