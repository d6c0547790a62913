"""The gate before every request of the API."""

from typing import cast

from flask import Request, g, request

from service.api.access import Access
from service.api.address import network_of
from service.api.context import services
from service.api.gate import Caller, Gate, KeysUnreadable
from service.api.lifecycle import note
from service.api.request_id import request_id
from service.api.scopes import required_by


class Admission:
    """Two steps before every request, so that attempts are counted between them."""

    def __init__(self, access: Access) -> None:
        self._gate = Gate(access)

    def identify(self) -> None:
        """Find out who asks, where that matters.

        :raises ProblemError: when the keys cannot be read; nobody comes in then.
        """
        if required_by(request) is None:
            return
        try:
            g.caller = caller = self._gate.caller(
                request.headers, request.remote_addr or "", _target(request)
            )
        except KeysUnreadable as error:
            reason = str(error.__cause__)
            services().logger.error("keys_unreadable", request_id=request_id(), reason=reason)
            raise
        if caller.key:
            note(key_id=caller.key.id, key_name=caller.key.name)

    def admit(self) -> None:
        """:raises ProblemError: when the caller may not do this."""
        if (needed := required_by(request)) is not None:
            cast(Caller, g.caller).must_have(needed)


def counted_as() -> str:
    """Whom the current request is counted for: its key, otherwise its address."""
    return cast(Caller, g.caller).counted_as(network_of(request.remote_addr or ""))


def _target(request: Request) -> str:
    """What the request line asked for, where the server tells."""
    return request.environ.get("RAW_URI") or request.environ.get("REQUEST_URI") or "/"
