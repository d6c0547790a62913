"""The base of what clients send."""

from itertools import islice
from typing import Any

from pydantic import BaseModel, ConfigDict, model_validator
from pydantic_core import PydanticCustomError

#: The type of the error that names fields which are not known.
UNKNOWN_FIELDS = "unknown_fields"

# A body can have millions of them; a client needs to hear of a few.
_NAMED_AT_MOST = 10


class Closed(BaseModel):
    """Data with no other fields than those that are declared."""

    model_config = ConfigDict(extra="forbid")

    @model_validator(mode="before")
    @classmethod
    def _only_known_fields(cls, data: Any) -> Any:
        if not isinstance(data, dict):
            return data
        others = (name for name in data if name not in cls.model_fields)
        if unknown := list(islice(others, _NAMED_AT_MOST)):
            allowed = ", ".join(cls.model_fields)
            message = "is not known here; allowed: {allowed}"
            context = {"unknown": unknown, "allowed": allowed}
            raise PydanticCustomError(UNKNOWN_FIELDS, message, context)
        return data


class Strict(Closed):
    """Data from a JSON body, where ``"3"`` is not 3."""

    model_config = ConfigDict(extra="forbid", strict=True)
