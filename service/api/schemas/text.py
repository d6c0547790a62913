"""Text that clients send."""

from typing import Annotated

from pydantic import AfterValidator, Field, StringConstraints
from pydantic_core import PydanticCustomError

#: What the OpenAPI document says of text: something in it is not white space, and nothing NUL.
#: Some separators are white space to Python alone.
_BLANK = r"\s\u001c-\u001f\u0085"
_VISIBLE = rf"^[^\u0000]*[^{_BLANK}\u0000][^\u0000]*$"

#: The same of text that may have NUL in it.
HAS_CONTENT = f"[^{_BLANK}]"


def visible(text: str) -> str:
    """``text``, unless it is blank or has a NUL character."""
    if not text.strip():
        raise PydanticCustomError("blank", "must not be blank")
    if "\0" in text:
        raise PydanticCustomError("nul", "must not have a NUL character")
    return text


#: For the OpenAPI document, beside ``visible``.
SHOWN = Field(json_schema_extra={"pattern": _VISIBLE})

#: A question or a query.
Question = Annotated[
    str, StringConstraints(min_length=1, max_length=1000), AfterValidator(visible), SHOWN
]

#: The name of a field in a filter.
FieldName = Annotated[
    str,
    StringConstraints(min_length=1, max_length=256),
    AfterValidator(visible),
    # A quotation mark in a name is refused by the index.
    Field(json_schema_extra={"pattern": _VISIBLE.replace("u0000]", 'u0000"]')}),
]

#: The id of an article.
ArticleId = Annotated[
    str, StringConstraints(min_length=1, max_length=512), AfterValidator(visible), SHOWN
]

#: Text that may be empty; the index refuses a NUL in it.
Description = Annotated[str, Field(json_schema_extra={"pattern": r"^[^\u0000]*$"})]

#: How the OpenAPI document describes an ISO 8601 date or date-time. That some months have
#: fewer than 31 days is beyond it.
ISO_8601 = (
    "^(?!0000)[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])"
    "(T([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9]([.,][0-9]{1,9})?)?"
    "(Z|[+-]([01][0-9]|2[0-3])(:?[0-5][0-9])?)?)?$"
)
