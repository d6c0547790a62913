"""Reading JSON from strangers."""

import json
import math
import re
from typing import Any, NoReturn

#: Deeper values could exhaust the stack of whatever handles them later.
MAX_DEPTH = 64

_MAX_DIGITS = 1000

_TOO_DEEP = f"it is nested more than {MAX_DEPTH} levels deep"
_SURROGATE = re.compile("[\ud800-\udfff]")

_Container = list[Any] | dict[str, Any]
_Trail = tuple[int | str, ...]


class NotJSON(ValueError):
    """Text that is not JSON as RFC 8259 has it, is nested too deeply, or has a name twice in
    one object, of which readers would take one or the other."""


class NotText(ValueError):
    """A string that is no text, as it has a lone surrogate; ``path`` leads to it."""

    def __init__(self, path: _Trail) -> None:
        super().__init__("a string has a lone surrogate")
        # The first step leads into the list that holds the whole value.
        self.path = path[1:]


def parse(text: str) -> Any:
    """The value of ``text``, without the NaN and Infinity that Python would allow.

    :raises NotJSON: for anything else than JSON up to ``MAX_DEPTH`` levels deep.
    :raises NotText: for strings with lone surrogates.
    """
    try:
        value = json.loads(
            text,
            parse_constant=_refuse_constant,
            parse_float=_finite,
            parse_int=_short_integer,
            object_pairs_hook=_distinct,
        )
    except RecursionError:
        raise NotJSON(_TOO_DEEP) from None
    except ValueError as error:
        raise NotJSON(str(error)) from None
    _inspect([value], ())
    return value


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not a JSON number")


def _finite(literal: str) -> float:
    number = float(literal)
    if math.isinf(number):
        raise ValueError("a number is too large")
    return number


def _short_integer(literal: str) -> int:
    # Far below where Python itself refuses, so that it can be written again.
    if len(literal) > _MAX_DIGITS:
        raise ValueError("a number is too large")
    return int(literal)


def _distinct(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    value = dict(pairs)
    if len(value) < len(pairs):
        raise ValueError("an object has one name twice")
    return value


def _inspect(container: _Container, trail: _Trail) -> None:
    if len(trail) > MAX_DEPTH:
        raise NotJSON(_TOO_DEEP)
    steps = container.items() if isinstance(container, dict) else enumerate(container)
    for step, item in steps:
        for text in (step, item):
            if isinstance(text, str) and not text.isascii() and _SURROGATE.search(text):
                raise NotText((*trail, step))
        if isinstance(item, list | dict):
            _inspect(item, (*trail, step))
