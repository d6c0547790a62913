"""The encoder's examples of one epoch."""

from pathlib import Path
from typing import Any

from tokenizers import Tokenizer

from training.data.mixture import article_titles, examples
from training.encoder.pairs import Pair, paired
from training.recipe import examples_seed


def epoch(recipe: dict[str, Any], data: Path, tokenizer: Tokenizer, number: int) -> list[Pair]:
    """Questions with what answers them, in the order of the recipe's sources."""
    seed = examples_seed(recipe, number)
    found = examples(recipe, data, number)
    titles = article_titles(recipe, data)
    return list(paired(tokenizer, found, titles, recipe["longest"], recipe["titled"], seed))
