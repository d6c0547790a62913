"""The content of messages: a string, or parts, of which text is read."""

from typing import Annotated, Any, Literal, get_args

from pydantic import BaseModel, Discriminator, Field, Tag

from service.api.openai.parameters import Unsupported, string_or_list
from service.api.openai.sentences import UNSUPPORTED
from service.api.schemas.strict import Strict


class TextPart(Strict):
    """Text; the annotations of an answer that is sent back say where it came from."""

    type: Literal["text", "input_text", "output_text"]
    text: str
    annotations: list[dict[str, Any]] | None = None
    logprobs: list[dict[str, Any]] | None = None
    # OpenAI's client for Python adds it to what it gathered from a stream.
    parsed: Unsupported = None


class RefusalPart(Strict):
    """What another model declined."""

    type: Literal["refusal"]
    refusal: str


_Unread = Literal["image_url", "input_audio", "file", "input_image", "input_file"]


class UnreadPart(BaseModel):
    """An image, a sound or a file, which a question cannot have; its fields are not looked at."""

    type: _Unread


#: What is said of parts that are no text.
NO_TEXT = f"{UNSUPPORTED} by this model; allowed: parts of text"

_MOST_PARTS = 256

_KINDS = {
    **dict.fromkeys(("text", "input_text", "output_text"), "<text>"),
    "refusal": "<refusal>",
    **dict.fromkeys(get_args(_Unread), "<unread>"),
}


def _kind(value: Any) -> str | None:
    kind = value.get("type") if isinstance(value, dict) else getattr(value, "type", None)
    return _KINDS.get(kind) if isinstance(kind, str) else None


Part = Annotated[
    Annotated[TextPart, Tag("<text>")]
    | Annotated[RefusalPart, Tag("<refusal>")]
    | Annotated[UnreadPart, Tag("<unread>")],
    Discriminator(_kind, custom_error_type="unsupported", custom_error_message=NO_TEXT),
]


Content = Annotated[
    Annotated[str, Tag("<string>")]
    | Annotated[list[Part], Field(max_length=_MOST_PARTS), Tag("<list>")],
    string_or_list("must be a string or a list of parts"),
]


def text_of(content: Content | None) -> str:
    """What the content says."""
    if isinstance(content, str):
        return content
    return "\n".join(part.text for part in content or () if isinstance(part, TextPart))


def unread_in(content: Content | None) -> list[int]:
    """Which of the content's parts cannot be read."""
    parts = [] if isinstance(content, str) else content or []
    return [at for at, part in enumerate(parts) if isinstance(part, UnreadPart)]


def annotations_of(content: Content | None) -> list[dict[str, Any]]:
    """The annotations of the content's parts."""
    parts = [] if isinstance(content, str) else content or []
    texts = (part for part in parts if isinstance(part, TextPart))
    return [annotation for part in texts for annotation in part.annotations or ()]
