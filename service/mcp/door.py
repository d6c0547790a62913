"""The way in over HTTP: who it is, how often, and whether, as before the HTTP API."""

from werkzeug.datastructures import Headers

from service.api.access import Access
from service.api.address import network_of
from service.api.gate import Gate
from service.mcp.rates import Rates
from service.records.scope import Scope


class Door:
    """Lets in whom ``access`` lets in, and who may ask."""

    def __init__(self, access: Access) -> None:
        self._gate = Gate(access)
        self._proxies = access.trusted_proxies
        self._rates = None
        if access.rate_limit:
            self._rates = Rates(access.rate_limit, access.rate_limit_storage)

    def must_let_in(self, headers: Headers, address: str) -> None:
        """``address``: where the connection comes from.

        :raises ProblemError: when this request stays outside.
        """
        address = self._behind_proxies(headers, address)
        caller = self._gate.caller(headers, address)
        if self._rates:
            # Attempts with what is no key, too: whoever tries many is soon kept out.
            self._rates.count(caller.counted_as(network_of(address)))
        caller.must_have(Scope.ASK)

    def _behind_proxies(self, headers: Headers, address: str) -> str:
        """Each proxy appends where it was called from; what was there before is a claim."""
        passed_on = ",".join(headers.getlist("X-Forwarded-For")).split(",")
        if not 0 < self._proxies <= len(passed_on):
            return address
        return passed_on[-self._proxies].strip() or address
