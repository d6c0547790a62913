"""Boolean SQL expressions with their parameters."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Condition:
    """A boolean SQL expression that is never NULL, and its parameters."""

    sql: str
    parameters: tuple[Any, ...] = ()


EVERYTHING = Condition("1")


def joined(operator: str, parts: Sequence[Condition]) -> Condition:
    """The parts with ``AND`` or ``OR`` between them; of no parts, all or nothing."""
    if not parts:
        return Condition("1" if operator == "AND" else "0")
    sqls = [part.sql for part in parts]
    while len(sqls) > 1:  # in pairs: SQLite takes no expression that is a thousand deep
        pairs = (sqls[begin : begin + 2] for begin in range(0, len(sqls), 2))
        sqls = [f"({f' {operator} '.join(pair)})" for pair in pairs]
    return Condition(f"({sqls[0]})", tuple(p for part in parts for p in part.parameters))


def negated(condition: Condition) -> Condition:
    """Exactly the rows that do not match."""
    return Condition(f"(NOT {condition.sql})", condition.parameters)


def sure(template: str, *operands: Condition, last: Sequence[Any] = ()) -> Condition:
    """``template`` with ``{}`` for each operand, false where SQL would say NULL."""
    sql = template.format(*(operand.sql for operand in operands))
    parameters = [p for operand in operands for p in operand.parameters]
    return Condition(f"ifnull({sql}, 0)", (*parameters, *last))
