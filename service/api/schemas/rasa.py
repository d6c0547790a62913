"""Messages in the shape of Rasa's REST channel."""

import re
from typing import Annotated, Literal, cast

from pydantic import BaseModel, ConfigDict, Field, RootModel

from service.api.openapi import with_examples
from service.api.schemas.answer import AskResponse
from service.api.schemas.conversation import Conversation
from service.api.schemas.text import Question

#: What Rasa calls somebody who gives no name.
_NOBODY = "default"

#: Rasa takes "/restart" or '/greet{"name": "Ada"}' for an intent, not for what somebody says.
_COMMAND = re.compile(r"\s*/[^\W\d][\w-]*\s*(\{.*\}\s*)?", re.DOTALL)


class RasaMetadata(BaseModel):
    """What comes with a message. Other fields may be there and are not looked at."""

    model_config = ConfigDict(strict=True)

    conversation: Conversation = Field(default_factory=list)


@with_examples(
    fr={"sender": "lectrice-7", "message": "Qui a inauguré le pont ?"},
    en={"sender": "reader-7", "message": "Who opened the bridge?", "metadata": {"page": "/"}},
)
class RasaMessage(BaseModel):
    """What somebody says. As with Rasa, other fields may be there and are not looked at."""

    model_config = ConfigDict(strict=True)

    sender: Annotated[str, Field(max_length=1000, description="Who says it.")] = _NOBODY
    message: Annotated[Question, Field(description="The question.")]
    metadata: RasaMetadata | None = None

    @property
    def is_command(self) -> bool:
        """Whether it is meant for the bot's machinery rather than asked."""
        return _COMMAND.fullmatch(self.message) is not None


class RasaQuery(BaseModel):
    """As with Rasa, other parameters may be there and are not looked at."""

    stream: Annotated[
        Literal["true", "false", "True", "False"],
        Field(description="Whether to send each message on a line of its own."),
    ] = "false"

    @property
    def streams(self) -> bool:
        """Whether lines are asked for."""
        return self.stream.lower() == "true"


class RasaReply(BaseModel):
    """What the bot says: the answer with its sources as text, and all of it as ``custom``."""

    recipient_id: str
    text: str
    custom: AskResponse


#: With ``?stream=true`` Rasa sends JSON lines, and calls them this.
LINES = "text/event-stream"


class RasaReplies(RootModel[list[RasaReply]]):
    """One message; none to a command."""

    # flask-openapi3 looks under a key that Pydantic's type of this mapping lacks.
    model_config = cast(
        ConfigDict, {"openapi_extra": {"content": {LINES: {"schema": {"type": "string"}}}}}
    )
