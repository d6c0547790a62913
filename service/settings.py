"""The settings, read once, at the edge."""

import os
import re
from pathlib import Path
from typing import Any, Literal

from pydantic import Field, ValidationError, model_validator
from pydantic_settings import (
    BaseSettings,
    EnvSettingsSource,
    InitSettingsSource,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    SettingsError,
    TomlConfigSettingsSource,
)

from service.redaction import redacted, without_passwords
from service.setting_types import (
    Bm25Weight,
    FilledPath,
    Origins,
    RateLimit,
    RateLimitStorage,
    Threshold,
)

_PACKAGED = Path(__file__).parent / "_config"
_CHECKOUT = Path(__file__).parents[1] / "config"

#: The folder of ``default.toml`` and ``gunicorn.conf.py``: in the wheel, or the checkout.
CONFIG = _PACKAGED if _PACKAGED.is_dir() else _CHECKOUT

PREFIX = "CITEQA_"

#: Kubernetes sets these in every container beside a service that is called citeqa.
_KUBERNETES = re.compile(r"CITEQA_(SERVICE_(HOST|PORT)|PORT)(_\w+)?$")


class InvalidSettings(ValueError):
    """One or more settings are wrong; the message names each and says what is allowed."""


class Settings(BaseSettings):
    """What ``config/default.toml`` describes; every default stands there."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, extra="forbid", frozen=True)

    data_dir: FilledPath
    store: Literal["sqlite", "milvus"]
    milvus_uri: str = Field(min_length=1)
    milvus_token: str = Field(repr=False)
    milvus_prefix: str = Field(pattern=r"^[A-Za-z_][A-Za-z0-9_]{0,99}$")
    milvus_seconds: float = Field(gt=0, le=600)
    milvus_index: Literal["FLAT", "IVF_SQ8", "HNSW"]
    passage_pieces: int = Field(ge=32, le=400)
    passage_overlap: int = Field(ge=0, le=5)
    text_embedder: str = Field(min_length=1)
    document_embedder: str = Field(min_length=1)
    text_embedder_args: dict[str, Any]
    document_embedder_args: dict[str, Any]
    vector_index: Literal["auto", "flat", "ivf"]
    retrieval_depth: int = Field(ge=1, le=1000)
    fusion_k: int = Field(ge=0, le=1000)
    bm25_weight: Bm25Weight
    bm25_weight_across_languages: Bm25Weight
    reader: Literal["onnx", "transformers"]
    reader_model: str
    reader_args: dict[str, Any]
    model_threads: int = Field(ge=0, le=256)
    passages_read: int = Field(ge=1, le=50)
    threshold: Threshold
    passages_shown: int = Field(ge=0, le=50)
    curated_threshold: Threshold
    feedback: bool
    query_log: bool
    retention_days: int = Field(ge=1, le=3650)
    max_request_bytes: int = Field(ge=1024)
    max_articles_per_request: int = Field(ge=1)
    max_article_chars: int = Field(ge=1)
    max_file_bytes: int = Field(ge=1)
    ingest_seconds: float = Field(gt=0)
    busy_seconds: float = Field(gt=0)
    ask_seconds: float = Field(gt=0, le=600)
    bind: str = Field(min_length=1)
    workers: int = Field(ge=1, le=256)
    threads: int = Field(ge=1, le=256)
    reading_at_once: int = Field(ge=1, le=255)
    waiting_questions: int = Field(ge=0, le=255)
    waiting_articles: int = Field(ge=0, le=255)
    recycle_requests: int = Field(ge=0)
    stuck_seconds: int = Field(ge=5, le=3600)
    drain_seconds: float = Field(ge=0, le=600)
    otlp_endpoint: str = Field(pattern=r"^(https?://[^\s/?#]+[^\s?#]*)?$")
    log_text: bool
    anonymous: Literal["auto", "none", "ask", "all"]
    rate_limit: RateLimit
    rate_limit_storage: RateLimitStorage
    trusted_proxies: int = Field(ge=0, le=10)
    cors_origins: Origins

    @model_validator(mode="after")
    def _fit_together(self) -> "Settings":
        """Limits that would make no sense beside each other."""
        questions = self.reading_at_once + self.waiting_questions
        if self.threads <= (held := questions + 1 + self.waiting_articles):
            raise ValueError(
                f"threads ({self.threads}) must be more than reading_at_once, waiting_questions, "
                f"1 and waiting_articles together ({held}), so that others are answered too"
            )
        if self.stuck_seconds <= (longest := max(self.ask_seconds, self.ingest_seconds)):
            raise ValueError(
                f"stuck_seconds ({self.stuck_seconds}) must be more than ask_seconds and "
                f"ingest_seconds ({longest:g}), which a request may take"
            )
        return self

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Flags over environment over the operator's file over the defaults."""
        files = [CONFIG / "default.toml"]
        if own := os.environ.get(f"{PREFIX}CONFIG"):
            files.append(Path(own))
        tables = (_table(settings_cls, file) for file in reversed(files))
        return init_settings, env_settings, *tables


def load_settings(**flags: Any) -> Settings:
    """The settings; ``flags`` that are not ``None`` win over every other source.

    :raises InvalidSettings: naming every setting that is wrong, and unknown ones.
    """
    _must_be_known()
    try:
        return Settings(**_given(flags))
    except ValidationError as error:
        raise InvalidSettings("; ".join(map(_explained, error.errors()))) from error
    except SettingsError as error:
        raise InvalidSettings(_unparsed(str(error))) from error


def sources(**flags: Any) -> tuple[PydanticBaseSettingsSource, ...]:
    """What ``load_settings`` takes the values from, the winning first.

    :raises InvalidSettings: when a file cannot be read.
    """
    nothing = InitSettingsSource(Settings, {})
    own = InitSettingsSource(Settings, _given(flags)), EnvSettingsSource(Settings)
    return Settings.settings_customise_sources(Settings, *own, nothing, nothing)


def _given(flags: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in flags.items() if value is not None}


def _must_be_known() -> None:
    known = {PREFIX + name.upper() for name in Settings.model_fields} | {f"{PREFIX}CONFIG"}
    ours = (name for name in os.environ if name.startswith(PREFIX) and not _KUBERNETES.match(name))
    unknown = sorted(name for name in ours if name not in known)
    if unknown:
        raise InvalidSettings(f"unknown environment variables: {', '.join(unknown)}")
    own = os.environ.get(f"{PREFIX}CONFIG")
    if own and not Path(own).is_file():
        raise InvalidSettings(f"CITEQA_CONFIG names {own!r}, which is not a file")


def _table(settings_cls: type[BaseSettings], file: Path) -> TomlConfigSettingsSource:
    try:
        return TomlConfigSettingsSource(settings_cls, file)
    except (ValueError, OSError) as error:
        raise InvalidSettings(f"{file}: {error}") from error


def _unparsed(message: str) -> str:
    """Of an environment variable whose value is to be JSON and is not."""
    if not (found := re.search(r'field "(\w+)"', message)):
        return message
    return f"{found[1]} ({PREFIX}{found[1].upper()}): must be a JSON object"


def _explained(error: Any) -> str:
    if not error["loc"]:
        return str(error["msg"]).removeprefix("Value error, ")
    name = str(error["loc"][0])
    if error["type"] == "extra_forbidden":
        return f"{name}: there is no such setting"
    given = redacted(name, error["input"])
    reason = without_passwords(error["msg"]).removeprefix("Value error, ")
    return f"{name} ({PREFIX}{name.upper()}): {reason}, not {given!r}"
