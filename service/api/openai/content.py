"""The content of messages: a string, or parts of text."""

from typing import Annotated, Any, Literal

from pydantic import Discriminator, Tag

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


_TEXTS = ("text", "input_text", "output_text")


def _kind(value: Any) -> str | None:
    if isinstance(value, TextPart | RefusalPart):
        return "<text>" if isinstance(value, TextPart) else "<refusal>"
    kind = value.get("type") if isinstance(value, dict) else None
    if kind in _TEXTS:
        return "<text>"
    return "<refusal>" if kind == "refusal" else None


Part = Annotated[
    Annotated[TextPart, Tag("<text>")] | Annotated[RefusalPart, Tag("<refusal>")],
    Discriminator(
        _kind,
        custom_error_type="unsupported",
        custom_error_message=f"{UNSUPPORTED} by this model; allowed: parts of text",
    ),
]


Content = Annotated[
    Annotated[str, Tag("<string>")] | Annotated[list[Part], Tag("<list>")],
    string_or_list("must be a string or a list of parts"),
]


def text_of(content: Content | None) -> str:
    """What the content says."""
    if isinstance(content, str):
        return content
    return "\n".join(part.text for part in content or () if isinstance(part, TextPart))


def annotations_of(content: Content | None) -> list[dict[str, Any]]:
    """The annotations of the content's parts."""
    parts = [] if isinstance(content, str) else content or []
    texts = (part for part in parts if isinstance(part, TextPart))
    return [annotation for part in texts for annotation in part.annotations or ()]
