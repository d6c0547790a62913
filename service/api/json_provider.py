"""How responses are written."""

from typing import Any

from flask.json.provider import DefaultJSONProvider


class Utf8JSONProvider(DefaultJSONProvider):
    """JSON as UTF-8 that people can read, in the order in which it was made."""

    ensure_ascii = False
    sort_keys = False

    def dumps(self, obj: Any, **kwargs: Any) -> str:
        """``obj`` as JSON; NaN and infinities, which JSON does not have, are an error."""
        return super().dumps(obj, allow_nan=False, **kwargs)
