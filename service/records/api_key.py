"""A key of the API, as far as it may be shown."""

import hashlib
import hmac
import re
import secrets
from dataclasses import dataclass
from datetime import datetime

from service.records.scope import Scope

#: What every key begins with, so that scanners for leaked secrets can tell.
PREFIX = "cqa_"

_TOKEN = re.compile(rf"{PREFIX}([0-9a-f]{{12}})_([0-9a-f]{{64}})")


@dataclass(frozen=True, slots=True)
class ApiKey:
    """Everything but the secret. Times are UTC in ISO 8601, ``last_used`` is a day;
    ``None`` where it has not happened, or never will."""

    id: str
    name: str
    scope: Scope
    created: str
    expires: str | None
    revoked: str | None
    last_used: str | None

    def is_valid(self, now: datetime) -> bool:
        """Whether it opens anything at ``now``."""
        if self.revoked is not None:
            return False
        return self.expires is None or now < datetime.fromisoformat(self.expires)


@dataclass(frozen=True, slots=True)
class Token:
    """A key as clients send it: ``cqa_``, the id, ``_`` and 256 random bits in hexadecimal."""

    id: str
    secret: str

    @classmethod
    def new(cls) -> "Token":
        """One that nobody can guess."""
        return cls(secrets.token_hex(6), secrets.token_hex(32))

    @classmethod
    def parse(cls, text: str) -> "Token | None":
        """``None`` for what cannot be a key."""
        found = _TOKEN.fullmatch(text)
        return cls(found[1], found[2]) if found else None

    def digest(self) -> bytes:
        """What is stored in place of the secret. It has as much chance in it as the digest
        has bits: nothing is gained by a hash that is slow on purpose."""
        return hashlib.sha256(self.secret.encode()).digest()

    def has(self, digest: bytes) -> bool:
        """Whether the secret is the one of ``digest``, in a time that tells nothing."""
        return hmac.compare_digest(self.digest(), digest)

    def __str__(self) -> str:
        return f"{PREFIX}{self.id}_{self.secret}"

    def __repr__(self) -> str:
        return f"Token({self.id!r})"
