"""What a training is to be: a TOML file in ``recipes/``."""

import tomllib
from pathlib import Path
from typing import Any


def read_recipe(path: Path) -> dict[str, Any]:
    """The recipe in ``path``; what it does not say itself, it takes from the recipe beside
    it that its ``like`` names."""
    own = tomllib.loads(path.read_text(encoding="utf-8"))
    if "like" not in own:
        return own
    return read_recipe(path.parent / own.pop("like")) | own
