"""Secrets out of what is shown to people."""

import re
from collections.abc import Mapping
from typing import Any

HIDDEN = "***"

#: A word of a name whose value is nobody's business.
_SECRET = frozenset(
    "token secret password passwd pwd key apikey credential credentials auth authorization".split()
)

#: What stands between ``//`` and ``@`` in an address.
_USER = re.compile(r"(?<=//)[^/?#\s]*(?=@)")
_PARAMETER = re.compile(r"(?<=[?&])([^=&#\s]+)=([^&#\s]*)")


def is_secret(name: str) -> bool:
    """Whether a value of this name is one: ``api_key`` and ``token``, not ``max_tokens``."""
    words = re.findall(r"[A-Z]?[a-z]+|[A-Z]+", name)
    return not _SECRET.isdisjoint(word.lower() for word in words)


def redacted(name: str, value: Any) -> Any:
    """``value`` without the secrets in it, at any depth; empty ones are none."""
    if is_secret(name):
        return HIDDEN if value not in ("", None) else value
    if isinstance(value, Mapping):
        return {key: redacted(str(key), inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [redacted(name, inner) for inner in value]
    return without_passwords(value) if isinstance(value, str) else value


def without_passwords(text: str) -> str:
    """``text`` without the users, passwords and tokens of the addresses in it."""
    return _PARAMETER.sub(_parameter, _USER.sub(HIDDEN, text))


def _parameter(found: re.Match[str]) -> str:
    return f"{found[1]}={HIDDEN}" if is_secret(found[1]) else found[0]
