"""Boolean Milvus expressions that can be turned round.

Milvus 2.3 does not parse ``not`` before everything, and later versions, asked for ``not``
of a field that is missing, answer neither yes nor no. So each condition carries its own
opposite.
"""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Condition:
    """An expression, and one for exactly the rows that do not match it."""

    yes: str
    no: str


EVERYTHING = Condition("(number >= 0)", "(number < 0)")


def negated(condition: Condition) -> Condition:
    """Exactly the rows that do not match."""
    return Condition(condition.no, condition.yes)


def both(parts: Sequence[Condition]) -> Condition:
    """All of the parts; of none, everything."""
    if not parts:
        return EVERYTHING
    return Condition(
        _joined("and", [part.yes for part in parts]), _joined("or", [part.no for part in parts])
    )


def either(parts: Sequence[Condition]) -> Condition:
    """Any of the parts; of none, nothing."""
    return negated(both([negated(part) for part in parts]))


def equals(key: str, value: str) -> Condition:
    """The entry ``key`` is ``value``."""
    entry = _entry(key)
    return Condition(f'({entry} == "{value}")', f'({_missing(key)} or ({entry} != "{value}"))')


def is_one_of(key: str, values: Sequence[str]) -> Condition:
    """The entry ``key`` is one of ``values``, which must be many for this to pay."""
    entry, listed = _entry(key), ", ".join(f'"{value}"' for value in values)
    return Condition(
        f"({entry} in [{listed}])", f"({_missing(key)} or ({entry} not in [{listed}]))"
    )


def between(key: str, low: tuple[str, str], high: tuple[str, str]) -> Condition:
    """The entry is above (``>`` or ``>=``) the one text and below the other."""
    entry = _entry(key)
    ends = [f'({entry} {operator} "{text}")' for operator, text in (low, high)]
    turned = [f'({entry} {_TURNED[operator]} "{text}")' for operator, text in (low, high)]
    return Condition(_joined("and", ends), _joined("or", [_missing(key), *turned]))


def missing(key: str) -> Condition:
    """There is no entry ``key``."""
    return Condition(_missing(key), f"(exists {_entry(key)})")


_TURNED = {">": "<=", ">=": "<", "<": ">=", "<=": ">"}


def _entry(key: str) -> str:
    return f'keys["{key}"]'


def _missing(key: str) -> str:
    return f"(not exists {_entry(key)})"


def _joined(operator: str, parts: Sequence[str]) -> str:
    joined = list(parts)
    while len(joined) > 1:  # in pairs: a long chain is a deep tree to the server's parser
        pairs = [joined[begin : begin + 2] for begin in range(0, len(joined), 2)]
        joined = [f"({f' {operator} '.join(pair)})" if pair[1:] else pair[0] for pair in pairs]
    return joined[0]
