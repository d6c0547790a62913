"""Numbers of things."""

from typing import Any

from pydantic import BeforeValidator


def _whole(value: Any) -> Any:
    """JSON has numbers alone, and JSON Schema calls 2.0 an integer."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


#: Beside an ``int``, after its limits: also takes it where JSON writes ``.0`` behind it.
WHOLE = BeforeValidator(_whole)
