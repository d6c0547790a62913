"""Who may come in, how often, and from whose pages."""

from dataclasses import dataclass
from typing import Literal

from service.records.keys import ApiKeys

Anonymous = Literal["auto", "none", "ask", "all"]


@dataclass(frozen=True, slots=True)
class Access:
    """What an operator can set; ``config/default.toml`` explains each.

    Without ``keys`` there are none, and none can be made while this runs. ``rate_limit`` is
    in the notation of the library limits, empty for no limit.
    """

    keys: ApiKeys | None = None
    anonymous: Anonymous = "auto"
    rate_limit: str = ""
    rate_limit_storage: str = "memory://"
    trusted_proxies: int = 0
    cors_origins: tuple[str, ...] = ()
