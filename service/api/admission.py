"""Who a request is from, and whether it may do what it asks for."""

from dataclasses import dataclass
from typing import cast

from flask import g, request

from index.errors import CiteqaError
from service.api.access import Access
from service.api.address import is_from_here, network_of
from service.api.context import services
from service.api.lifecycle import note
from service.api.problem import ProblemError
from service.api.problem_type import FORBIDDEN, STORE_UNAVAILABLE, UNAUTHORIZED
from service.api.request_id import request_id
from service.api.scopes import required_by
from service.records.api_key import PREFIX, ApiKey
from service.records.scope import Scope

_CHALLENGE = 'Bearer realm="citeqa"'


@dataclass(frozen=True, slots=True)
class Caller:
    """``key`` is a valid one, if any. ``scope`` is what it allows, or what is open to callers
    without one; ``None`` for nothing. ``rejected``: there was a key, and it is none."""

    key: ApiKey | None
    scope: Scope | None
    rejected: bool = False


class Admission:
    """Two steps before every request, so that attempts are counted between them."""

    def __init__(self, access: Access) -> None:
        self._access = access

    def identify(self) -> None:
        """Find out who asks, where that matters.

        :raises ProblemError: when the keys cannot be read; nobody comes in then.
        """
        if required_by(request) is None:
            return
        try:
            g.caller = caller = self._caller()
        except CiteqaError as error:
            services().logger.error("keys_unreadable", request_id=request_id(), reason=str(error))
            headers = {"Retry-After": "30"}
            detail = "Keys cannot be checked now."
            raise ProblemError(STORE_UNAVAILABLE, detail, headers=headers) from error
        if caller.key:
            note(key_id=caller.key.id, key_name=caller.key.name)

    def admit(self) -> None:
        """:raises ProblemError: when the caller may not do this."""
        needed = required_by(request)
        if needed is None:
            return
        caller = cast(Caller, g.caller)
        if caller.scope is None or (caller.key is None and not caller.scope.includes(needed)):
            raise _unauthorized(caller, needed)
        if not caller.scope.includes(needed):
            raise _forbidden(caller.scope, needed)

    def _caller(self) -> Caller:
        token = _sent()
        key = self._access.keys.check(token) if self._access.keys and token else None
        if key:
            return Caller(key, key.scope)
        # Clients that cannot do without a key send "none", or "unused", where none is needed.
        # What looks like one of ours was meant, and its owner is to know that it is no good.
        if token.startswith(PREFIX):
            return Caller(None, None, rejected=True)
        return Caller(None, self._open(), rejected=bool(token))

    def _open(self) -> Scope | None:
        """What anybody may do who has no key."""
        match self._access.anonymous:
            case "all":
                return Scope.ADMIN
            case "ask":
                return Scope.ASK
            case "auto" if is_from_here(request) and not self._keys_exist():
                return Scope.ADMIN
        return None

    def _keys_exist(self) -> bool:
        return self._access.keys is not None and self._access.keys.exist()


def _sent() -> str:
    """What was sent as a bearer token; empty without one."""
    given = request.authorization
    return (given.token or "") if given and given.type == "bearer" else ""


def counted_as() -> str:
    """Whom the current request is counted for: its key, otherwise its address."""
    caller: Caller | None = g.get("caller")
    return f"key:{caller.key.id}" if caller and caller.key else f"address:{network_of(request)}"


def _unauthorized(caller: Caller, needed: Scope) -> ProblemError:
    challenge, detail = _CHALLENGE, f"This needs a key with the scope {needed}."
    if caller.rejected:
        challenge += ', error="invalid_token"'
        detail = "This is no key, or it was revoked, or its time is over."
    detail += " Send one as Authorization: Bearer cqa_…"
    return ProblemError(UNAUTHORIZED, detail, headers={"WWW-Authenticate": challenge})


def _forbidden(scope: Scope, needed: Scope) -> ProblemError:
    challenge = f'{_CHALLENGE}, error="insufficient_scope", scope="{needed}"'
    detail = f"This needs a key with the scope {needed}, and yours has {scope}."
    return ProblemError(FORBIDDEN, detail, headers={"WWW-Authenticate": challenge})
