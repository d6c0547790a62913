"""From JSON to dataclasses."""

from dataclasses import fields, is_dataclass
from functools import cache
from types import UnionType
from typing import Any, TypeVar, get_args, get_origin, get_type_hints

from service.client.errors import UnexpectedResponse

Kind = TypeVar("Kind")


def decoded(kind: type[Kind], value: Any) -> Kind:
    """``value`` as the dataclass ``kind``; members that ``kind`` does not have are left out,
    so that a newer service can tell more.

    :raises UnexpectedResponse: when something is missing or is not what it should be.
    """
    try:
        result: Kind = _decoded(kind, value)
    except TypeError as error:
        raise UnexpectedResponse(f"This is no {kind.__name__}: {error}.") from error
    return result


def _decoded(kind: Any, value: Any) -> Any:
    if isinstance(kind, type) and is_dataclass(kind):
        if not isinstance(value, dict):
            raise TypeError(f"{value!r:.100} is no object")
        hints = _hints(kind)
        known = [field.name for field in fields(kind) if field.name in value]
        return kind(**{name: _decoded(hints[name], value[name]) for name in known})
    if get_origin(kind) is UnionType:
        return None if value is None else _decoded(get_args(kind)[0], value)
    if get_origin(kind) is tuple:
        return tuple(_decoded(get_args(kind)[0], each) for each in value)
    return value


@cache
def _hints(kind: type) -> dict[str, Any]:
    return get_type_hints(kind)
