"""Prepare a training for another machine: ``python -m training.prepare RECIPE.toml DATA OUT``.

Writes the base and each epoch's examples, as piece ids, into ``OUT``: with that folder as
``DATA`` the recipe runs where neither the data nor the service's packages are. The recipe's
file name says what is trained: it begins with ``reader`` or ``encoder``.
"""

import sys
from pathlib import Path

from training.base import PACKAGED, load_base
from training.base.packaged import latin_part
from training.base.prepared import FILE, write_prepared
from training.encoder import epoch as encoder_epoch
from training.encoder import stored as encoder_stored
from training.reader import epoch as reader_epoch
from training.reader import stored as reader_stored
from training.recipe import read_recipe
from training.stream import prepared_path


def main(arguments: list[str]) -> None:
    """Read, draw, write."""
    path, data, out = map(Path, arguments)
    recipe = read_recipe(path)
    out.mkdir(parents=True, exist_ok=True)
    if recipe.get("base", PACKAGED) == PACKAGED and not (out / FILE).is_file():
        write_prepared(latin_part(), out / FILE)
    tokenizer = load_base(recipe.get("base", PACKAGED)).tokenizer
    for number in range(recipe.get("draws", recipe["epochs"])):
        if path.name.startswith("reader"):
            groups = reader_epoch.epoch(recipe, data, tokenizer, number)
            reader_stored.numbers(groups).save(prepared_path(out, "reader", number))
        else:
            drawn = encoder_epoch.epoch(recipe, data, tokenizer, number)
            encoder_stored.numbers(drawn).save(prepared_path(out, "encoder", number))
        print(f"epoch {number}", flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
