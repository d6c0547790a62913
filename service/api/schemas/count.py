"""Numbers of things."""

from typing import Annotated, Any

from pydantic import BeforeValidator


def _whole(value: Any) -> Any:
    """JSON has numbers alone, and JSON Schema calls 2.0 an integer."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


#: An integer, also where JSON writes it with ``.0``; the strings of an address are as before.
Whole = Annotated[int, BeforeValidator(_whole)]
