"""Parameters that both OpenAI-shaped routes take.

Nothing here is generated, so that sampling parameters have no effect; their ranges are
OpenAI's all the same. What a caller would miss if it were ignored is refused.
"""

from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Discriminator,
    Field,
    StringConstraints,
    Tag,
    ValidationInfo,
)
from pydantic_core import PydanticCustomError

from service.api.openai.sentences import UNSUPPORTED
from service.api.schemas.count import WHOLE
from service.api.schemas.together import having


def unsupported(allowed: str = "") -> PydanticCustomError:
    """The error for what this model does not do; ``allowed`` says what it does."""
    message = f"{UNSUPPORTED} by this model" + (f"; allowed: {allowed}" if allowed else "")
    return PydanticCustomError("unsupported", "{message}", {"message": message})


def only(*allowed: str | int | bool) -> BeforeValidator:
    """Of the values that OpenAI allows, only these, or null."""

    def checked(value: Any) -> Any:
        if value is None or any(type(value) is type(one) and value == one for one in allowed):
            return value
        raise unsupported(", ".join(str(one).lower() for one in allowed))

    return BeforeValidator(checked)


def only_type(allowed: str) -> BeforeValidator:
    """Of objects with a ``type``, only this one, or null."""

    def checked(value: Any) -> Any:
        if isinstance(value, dict) and value.get("type", allowed) != allowed:
            raise unsupported(f'{{"type": "{allowed}"}}')
        return value

    return BeforeValidator(checked)


def string_or_list(message: str) -> Discriminator:
    """Tells the alternatives ``<string>`` and ``<list>`` apart, with one error for the rest."""

    def form(value: Any) -> str | None:
        if isinstance(value, str):
            return "<string>"
        return "<list>" if isinstance(value, list) else None

    return Discriminator(form, custom_error_type="form", custom_error_message=message)


def _streaming(value: Any, info: ValidationInfo) -> Any:
    # Where ``stream`` is not what it should be, that is said of it alone.
    if value is not None and not info.data.get("stream", True):
        raise PydanticCustomError("stream_options", "is only allowed when stream is true")
    return value


#: For the field ``stream_options``, which ``stream`` stands before.
WhenStreaming = AfterValidator(_streaming)
#: The same for the OpenAPI document.
WHEN_STREAMING: Any = {
    "anyOf": [having("stream", stream={"const": True}), having(without=("stream_options",))]
}


def _refused(value: Any) -> Any:
    if value is not None:
        raise unsupported()
    return value


#: A parameter that OpenAI knows and this model does not take.
Unsupported = Annotated[None, BeforeValidator(_refused)]

Temperature = Annotated[float, Field(ge=0, le=2)]
TopP = Annotated[float, Field(ge=0, le=1)]
Penalty = Annotated[float, Field(ge=-2, le=2)]
Bias = Annotated[float, Field(ge=-100, le=100)]
MaxTokens = Annotated[int, Field(ge=1), WHOLE]
#: OpenAI rounds these limits so.
_MOST = 9_223_372_036_854_776_000
Seed = Annotated[int, Field(ge=-_MOST, le=_MOST), WHOLE]
Tools = Annotated[list[dict[str, Any]], Field(max_length=128)]
Stop = Annotated[
    Annotated[str, Tag("<string>")] | Annotated[list[str], Field(max_length=4), Tag("<list>")],
    string_or_list("must be a string or a list of strings"),
]
#: Tools may be offered, and are never called.
ToolChoice = Annotated[Literal["none", "auto"] | None, only("none", "auto")]
Metadata = Annotated[
    dict[
        Annotated[str, StringConstraints(max_length=64)],
        Annotated[str, StringConstraints(max_length=512)],
    ],
    Field(max_length=16),
]
ServiceTier = Literal["auto", "default", "flex", "scale", "priority", "fast"]
Verbosity = Literal["low", "medium", "high"]
