"""What a training is to be: a TOML file in ``recipes/``."""

import hashlib
import json
import tomllib
from pathlib import Path
from typing import Any

#: What the examples depend on.
_OF_EXAMPLES = ("sources", "longest", "titled")


def read_recipe(path: Path) -> dict[str, Any]:
    """The recipe in ``path``; what it does not say itself, it takes from the recipe beside
    it that its ``like`` names."""
    own = tomllib.loads(path.read_text(encoding="utf-8"))
    if "like" not in own:
        return own
    return read_recipe(path.parent / own.pop("like")) | own


def examples_seed(recipe: dict[str, Any], number: int) -> int:
    """The seed of the examples of epoch ``number``. Runs that differ in their ``seed`` see
    the same examples where they have one ``examples_seed``."""
    return int(recipe.get("examples_seed", recipe["seed"])) + number


def examples_digest(recipe: dict[str, Any], number: int) -> str:
    """Tells examples apart that were drawn for different recipes."""
    named = {name: recipe.get(name) for name in _OF_EXAMPLES}
    text = json.dumps([named, examples_seed(recipe, number)], sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()
