"""A filter in a query string."""

from typing import Annotated, Any

from pydantic import BeforeValidator, Field
from pydantic_core import PydanticCustomError

from service.api import strict_json
from service.api.json_parameters import JSON_IN_TEXT
from service.api.schemas.filter import Filter


def _parsed(text: str) -> Any:
    try:
        return strict_json.parse(text)
    except (strict_json.NotJSON, strict_json.NotText) as error:
        raise PydanticCustomError("json", f"must be a filter in JSON: {error}") from None


#: A filter, written as JSON.
FilterParameter = Annotated[
    Filter,
    BeforeValidator(_parsed),
    Field(description="A filter, as JSON.", json_schema_extra={"format": JSON_IN_TEXT}),
]
