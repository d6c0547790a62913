"""Who may come in: the same over every protocol, whatever serves it."""

from dataclasses import dataclass

from werkzeug.datastructures import Authorization, Headers

from index.errors import CiteqaError
from service.api.access import Access
from service.api.address import is_from_here
from service.api.problem import ProblemError
from service.api.problem_type import FORBIDDEN, STORE_UNAVAILABLE, UNAUTHORIZED
from service.records.api_key import PREFIX, ApiKey
from service.records.scope import Scope

_CHALLENGE = 'Bearer realm="citeqa"'


class KeysUnreadable(ProblemError):
    """Nobody comes in then."""

    def __init__(self) -> None:
        headers = {"Retry-After": "30"}
        super().__init__(STORE_UNAVAILABLE, "Keys cannot be checked now.", headers=headers)


@dataclass(frozen=True, slots=True)
class Caller:
    """``key`` is a valid one, if any. ``scope`` is what it allows, or what is open to callers
    without one; ``None`` for nothing. ``rejected``: there was a key, and it is none."""

    key: ApiKey | None
    scope: Scope | None
    rejected: bool = False

    def counted_as(self, network: str) -> str:
        """Whom to count requests for: the key, otherwise the network that they come from."""
        return f"key:{self.key.id}" if self.key else f"address:{network}"

    def must_have(self, needed: Scope) -> None:
        """:raises ProblemError: when the caller may not do what needs this scope."""
        if self.scope is None or (self.key is None and not self.scope.includes(needed)):
            raise _unauthorized(self, needed)
        if not self.scope.includes(needed):
            raise _forbidden(self.scope, needed)


class Gate:
    """Tells callers apart, by what ``access`` says."""

    def __init__(self, access: Access) -> None:
        self._access = access

    def caller(self, headers: Headers, address: str, target: str = "/") -> Caller:
        """Whom a request is from that comes from ``address`` (empty for a socket in the file
        system) with these headers; ``target`` is what it asks for, as it was sent.

        :raises KeysUnreadable: when that cannot be told.
        """
        try:
            return self._caller(_sent(headers), headers, address, target)
        except CiteqaError as error:
            raise KeysUnreadable from error

    def _caller(self, token: str, headers: Headers, address: str, target: str) -> Caller:
        key = self._access.keys.check(token) if self._access.keys and token else None
        if key:
            return Caller(key, key.scope)
        # Clients that cannot do without a key send "none", or "unused", where none is needed.
        # What looks like one of ours was meant, and its owner is to know that it is no good.
        if token.startswith(PREFIX):
            return Caller(None, None, rejected=True)
        return Caller(None, self._open(headers, address, target), rejected=bool(token))

    def _open(self, headers: Headers, address: str, target: str) -> Scope | None:
        """What anybody may do who has no key."""
        match self._access.anonymous:
            case "all":
                return Scope.ADMIN
            case "ask":
                return Scope.ASK
            case "auto" if is_from_here(headers, address, target) and not self._keys_exist():
                return Scope.ADMIN
        return None

    def _keys_exist(self) -> bool:
        return self._access.keys is not None and self._access.keys.exist()


def _sent(headers: Headers) -> str:
    """What was sent as a bearer token; empty without one."""
    given = Authorization.from_header(headers.get("Authorization"))
    return (given.token or "") if given and given.type == "bearer" else ""


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
