"""The API's rules for what can be asked, for the command line."""

from typing import Any, TypeVar

import click
from pydantic import BaseModel, ValidationError

from service.api import strict_json
from service.api.validation import explained

_Model = TypeVar("_Model", bound=BaseModel)


def checked(model: type[_Model], **fields: Any) -> _Model:
    """``model`` with those ``fields`` that are not ``None``.

    :raises click.UsageError: naming each that is wrong and what it may be.
    """
    given = {name: value for name, value in fields.items() if value is not None}
    try:
        return model.model_validate(given)
    except ValidationError as error:
        raise click.UsageError(explained(error)) from None


def parsed_filter(text: str | None) -> Any:
    """The JSON value of ``--filter``.

    :raises click.UsageError: when it is not JSON.
    """
    if text is None:
        return None
    try:
        return strict_json.parse(text)
    except (strict_json.NotJSON, strict_json.NotText) as error:
        raise click.UsageError(f"--filter is not JSON: {error}") from None
