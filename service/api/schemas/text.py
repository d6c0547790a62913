"""Text that clients send."""

from typing import Annotated

from pydantic import AfterValidator, StringConstraints
from pydantic_core import PydanticCustomError


def visible(text: str) -> str:
    """``text``, which must say something and have no NUL character."""
    if not text.strip():
        raise PydanticCustomError("blank", "must not be blank")
    if "\0" in text:
        raise PydanticCustomError("nul", "must not have a NUL character")
    return text


#: A question or a query.
Question = Annotated[str, StringConstraints(min_length=1, max_length=1000), AfterValidator(visible)]

#: The name of a field in a filter.
FieldName = Annotated[str, StringConstraints(min_length=1, max_length=256), AfterValidator(visible)]

#: The id of an article.
ArticleId = Annotated[str, StringConstraints(min_length=1, max_length=512), AfterValidator(visible)]
