"""Who could reach the addresses that a server listens at."""

import ipaddress
from collections.abc import Iterable

from gunicorn.util import parse_address

from service.settings import InvalidSettings, Settings

_HOW = (
    "Make a key with 'citeqa keys create NAME --scope ask' (or write, or admin), or listen at "
    "127.0.0.1. Where something else decides who may come in, say so with "
    "CITEQA_ANONYMOUS=all, or with CITEQA_ANONYMOUS=ask that anybody may ask; "
    "CITEQA_ANONYMOUS=none starts closed, for keys that are made later."
)


class OpenToTheWorld(InvalidSettings):
    """Anybody could change the articles, and nobody said that this is meant."""

    def __init__(self, addresses: Iterable[str]) -> None:
        where = ", ".join(addresses)
        super().__init__(
            f"Listening at {where}, citeqa can be reached from elsewhere, and there is no "
            f"key that would keep anybody out. {_HOW}"
        )


def must_not_be_open(settings: Settings, binds: Iterable[str]) -> None:
    """``binds``: the addresses that a server listens at, as gunicorn writes them.

    :raises OpenToTheWorld: when other machines can reach one of them, no key is valid and
        the setting ``anonymous`` does not say what then.
    :raises CiteqaError: when the keys cannot be read.
    """
    if settings.anonymous != "auto":
        return
    exposed = [bind for bind in binds if not is_local(bind)]
    if not exposed:
        return
    # These bring Haystack with them, which gunicorn's first process has no use for.
    from service.records.database import Records
    from service.records.keys import ApiKeys

    if not ApiKeys(Records(settings.data_dir, settings.busy_seconds)).valid():
        raise OpenToTheWorld(exposed)


def is_local(bind: str) -> bool:
    """Whether this machine alone can reach ``bind``: loopback, or a socket in the file system.
    What cannot be told, as where an inherited socket listens, is not."""
    try:
        address = parse_address(bind.strip())
    except (RuntimeError, ValueError):
        return False
    if isinstance(address, tuple):
        return is_loopback(address[0])
    return isinstance(address, str)


def is_loopback(host: str) -> bool:
    """Whether this machine alone can reach ``host``; names other than localhost are not looked
    up."""
    if host.lower() == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
