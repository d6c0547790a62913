"""What the bodies of both OpenAI-shaped routes have."""

from typing import Literal

from pydantic import ConfigDict

from service.api.openai.models import ModelName
from service.api.openai.parameters import (
    WHEN_STREAMING,
    Metadata,
    ServiceTier,
    Temperature,
    ToolChoice,
    Tools,
    TopP,
    Unsupported,
)
from service.api.schemas.strict import Strict


class CommonRequest(Strict):
    """The model, and what OpenAI takes on both routes. ``stream_options`` differ, and come
    after ``stream``."""

    model_config = ConfigDict(json_schema_extra=WHEN_STREAMING)

    model: ModelName
    stream: bool | None = None
    tools: Tools | None = None
    tool_choice: ToolChoice = None
    parallel_tool_calls: bool | None = None
    temperature: Temperature | None = None
    top_p: TopP | None = None
    metadata: Metadata | None = None
    store: bool | None = None
    user: str | None = None
    safety_identifier: str | None = None
    prompt_cache_key: str | None = None
    prompt_cache_retention: Literal["in_memory", "24h"] | None = None
    service_tier: ServiceTier | None = None
    top_logprobs: Unsupported = None
    moderation: Unsupported = None
    prompt_cache_options: Unsupported = None
