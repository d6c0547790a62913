"""Which fields go together, for the OpenAPI document."""

from collections.abc import Sequence
from typing import Any


def having(*given: str, without: Sequence[str] = (), **more: Any) -> dict[str, Any]:
    """The JSON Schema of objects that have the fields ``given``, and none of ``without``: a
    field that is null is as good as left out. ``more``: the schemas of other fields."""
    some = {name: {"not": {"type": "null"}} for name in given}
    none = {name: {"type": "null"} for name in without}
    return {"required": list(given), "properties": some | none | more}
