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


#: Of the arguments of a component somebody else wrote, whose other texts may be anything.
_HARMLESS = frozenset(
    "model model_dir model_name prefix suffix meta_fields_to_embed embedding_separator threads "
    "device backend precision truncate revision".split()
)

#: Of an address; the values of others may be signatures, codes and the like.
_HARMLESS_PARAMETERS = frozenset("db protocol ssl_cert_reqs socket_timeout".split())


def is_secret(name: str) -> bool:
    """Whether a value of this name is one: ``api_key`` and ``token``, not ``max_tokens``."""
    words = re.findall(r"[A-Z]?[a-z]+|[A-Z]+", name)
    return not _SECRET.isdisjoint(word.lower() for word in words)


def redacted(name: str, value: Any) -> Any:
    """``value`` without the secrets in it, at any depth; empty ones are none.

    Of the setting ``…_args`` no text is shown but where its name is known to be harmless.
    """
    if name.endswith("_args") and isinstance(value, Mapping):
        return {key: _argument(str(key), inner) for key, inner in value.items()}
    if is_secret(name):
        return HIDDEN if value not in ("", None) else value
    if isinstance(value, Mapping):
        return {key: redacted(str(key), inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [redacted(name, inner) for inner in value]
    return without_passwords(value) if isinstance(value, str) else value


def _argument(name: str, value: Any) -> Any:
    if isinstance(value, Mapping) and not is_secret(name):
        return {key: _argument(str(key), inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_argument(name, inner) for inner in value]
    if isinstance(value, str) and value and name not in _HARMLESS:
        return HIDDEN
    return redacted(name, value)


def without_passwords(text: str) -> str:
    """``text`` without the users, passwords and tokens of the addresses in it."""
    return _PARAMETER.sub(_parameter, _USER.sub(HIDDEN, text))


def _parameter(found: re.Match[str]) -> str:
    return found[0] if found[1].lower() in _HARMLESS_PARAMETERS else f"{found[1]}={HIDDEN}"
