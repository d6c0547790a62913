"""The forms that the values of settings take."""

import json
import re
from pathlib import Path
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator
from pydantic_settings import NoDecode


def _at_most(largest: float) -> AfterValidator:
    """Between 0 and ``largest``, or -1 for what was fitted for the shipped models."""

    def checked(value: float) -> float:
        if not (0 <= value <= largest or value == -1):
            raise ValueError(f"must be from 0 to {largest:g}, or -1 for the fitted one")
        return value

    return AfterValidator(checked)


def _not_empty(value: Any) -> Any:
    if value == "":
        raise ValueError("must not be empty")
    return value


def _listed(value: Any) -> Any:
    """Lists are written with commas in the environment, or in JSON."""
    if isinstance(value, str) and value.lstrip().startswith("["):
        try:
            return json.loads(value)
        except ValueError:
            raise ValueError("must be a list with commas between, or in JSON") from None
    if isinstance(value, str):
        return [each.strip() for each in value.split(",") if each.strip()]
    return value


def _origin(value: str) -> str:
    if value != "*" and not _ORIGIN.fullmatch(value):
        raise ValueError("must be an origin such as https://www.example.org, or *")
    return value


def _rate_limit(value: str) -> str:
    """What the library makes of it, which is imported only where there is one."""
    if value:
        from limits import parse_many

        parse_many(value)
    return value


def _rate_limit_storage(value: str) -> str:
    if not re.match(r"memory://$|(redis|rediss|redis\+unix)://.", value):
        raise ValueError("must be memory://, redis://…, rediss://… or redis+unix://…")
    if value != "memory://":
        from limits.errors import ConfigurationError
        from limits.storage import storage_from_string

        try:
            storage_from_string(value)  # connects to nothing yet
        except ConfigurationError:
            raise ValueError("needs the extra citeqa[redis]") from None
    return value


#: What browsers send as Origin: no path, no user, no slash at the end.
_ORIGIN = re.compile(r"[a-z][a-z0-9+.-]*://[^/\s?#@,*]+")

Threshold = Annotated[float, _at_most(1)]
Bm25Weight = Annotated[float, _at_most(10)]
#: An empty path would silently be the current folder.
FilledPath = Annotated[Path, BeforeValidator(_not_empty)]
RateLimit = Annotated[str, AfterValidator(_rate_limit)]
RateLimitStorage = Annotated[str, AfterValidator(_rate_limit_storage)]
Origins = Annotated[
    list[Annotated[str, AfterValidator(_origin)]], NoDecode, BeforeValidator(_listed)
]
