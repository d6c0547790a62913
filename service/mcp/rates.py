"""How often one caller may ask, counted together with the requests to the HTTP API."""

import logging
from math import ceil
from threading import Lock
from time import monotonic, time

from limits import parse_many
from limits.storage import MemoryStorage, storage_from_string
from limits.strategies import FixedWindowRateLimiter

from service.api.rate_limits import KEY_PREFIX, Window, refusal, storage_options

_logger = logging.getLogger(__name__)

#: What the HTTP API's requests are counted under, so that Redis adds up both.
_SCOPE = "global"

#: Seconds after which a storage that was away is tried again; the request waits for it.
_PAUSE = 5.0


class Rates:
    """Limits in the notation of the library limits, and where the requests are counted.

    While Redis is away, this process counts for itself, and nobody is kept out because of it.
    """

    def __init__(self, limit: str, storage: str) -> None:
        self._limits = sorted(set(parse_many(limit)))
        self._storage = storage_from_string(storage, **storage_options(storage))
        self._shared = FixedWindowRateLimiter(self._storage)
        self._own = FixedWindowRateLimiter(MemoryStorage())
        self._away_until = 0.0
        self._one_asks = Lock()

    def count(self, caller: str) -> None:
        """:raises ProblemError: when the caller has made all requests that it may."""
        if self._can_be_reached():
            try:
                return self._count(self._shared, caller)
            except self._storage.base_exceptions as error:
                self._lose(type(error).__name__)
        return self._count(self._own, caller)

    def _lose(self, reason: str) -> None:
        with self._one_asks:
            known, self._away_until = bool(self._away_until), monotonic() + _PAUSE
        if not known:
            _logger.warning("rate limits are counted here alone: %s", reason)

    def _can_be_reached(self) -> bool:
        """Of several requests, one finds out; others go by what was known before."""
        with self._one_asks:
            if not self._away_until:
                return True
            if monotonic() < self._away_until:
                return False
            self._away_until = monotonic() + _PAUSE
        if not self._storage.check():
            return False
        with self._one_asks:
            self._away_until = 0.0
        _logger.warning("rate limits are counted in their storage again")
        return True

    def _count(self, limiter: FixedWindowRateLimiter, caller: str) -> None:
        for limit in self._limits:
            # What is refused does not count towards the longer ones.
            if not limiter.hit(limit, KEY_PREFIX, caller, _SCOPE):
                stats = limiter.get_window_stats(limit, KEY_PREFIX, caller, _SCOPE)
                seconds = max(1, ceil(stats.reset_time - time()))
                raise refusal(str(limit), seconds, Window(limit.amount, 0, seconds).headers())
