"""The settings as people may see them, with where each value is from."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic_settings import (
    EnvSettingsSource,
    InitSettingsSource,
    PydanticBaseSettingsSource,
    TomlConfigSettingsSource,
)

from service.redaction import redacted
from service.settings import CONFIG, PREFIX, load_settings, sources


@dataclass(frozen=True, slots=True)
class ShownSetting:
    """``value`` is JSON, without secrets; ``origin`` names a file, a variable or a flag."""

    name: str
    value: Any
    origin: str


def shown_settings(**flags: Any) -> list[ShownSetting]:
    """Every setting, in the order of ``config/default.toml``.

    :raises InvalidSettings: naming every setting that is wrong.
    """
    settings = load_settings(**flags)
    values = settings.model_dump(mode="json")
    given = [(source, source()) for source in sources(**flags)]
    return [
        ShownSetting(name, redacted(name, value), ", ".join(_origins(name, given)))
        for name, value in values.items()
    ]


def _origins(
    name: str, given: list[tuple[PydanticBaseSettingsSource, dict[str, Any]]]
) -> Iterator[str]:
    """The source that wins; for a table all that have a part in it, as they are merged."""
    said = [(source, values[name]) for source, values in given if name in values]
    tables = [(source, value) for source, value in said if isinstance(value, Mapping) and value]
    for source, _ in tables or said[:1]:
        yield _called(source, name)


def _called(source: PydanticBaseSettingsSource, name: str) -> str:
    match source:
        case TomlConfigSettingsSource():
            return _file(source.toml_file_path)
        case EnvSettingsSource():
            return f"environment {PREFIX}{name.upper()}"
        case InitSettingsSource():
            return f"flag --{name.replace('_', '-')}"
    return type(source).__name__


def _file(path: Any) -> str:
    file = Path(path)
    return file.name if file == CONFIG / "default.toml" else f"file {file}"
