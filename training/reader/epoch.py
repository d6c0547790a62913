"""The reader's examples of one epoch."""

from pathlib import Path
from typing import Any

from tokenizers import Tokenizer

from training.data.mixture import examples
from training.reader.features import encoded
from training.reader.groups import Group, grouped
from training.recipe import examples_seed


def epoch(recipe: dict[str, Any], data: Path, tokenizer: Tokenizer, number: int) -> list[Group]:
    """Questions with their passages, in the order of the recipe's sources."""
    found = examples(recipe, data, number)
    seed, titled = examples_seed(recipe, number), recipe.get("titled", 0)
    return grouped(encoded(tokenizer, found, recipe["longest"], seed, titled))
