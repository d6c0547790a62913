"""Prepare a training for another machine: ``python -m training.prepare RECIPE.toml DATA OUT``.

Writes the packaged base and each epoch's examples, as piece ids, into ``OUT``: with that folder as
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
from training.recipe import examples_digest, read_recipe
from training.stream import prepared_path


def main(arguments: list[str]) -> None:
    """Read, draw, write."""
    path, data, out = map(Path, arguments)
    name = next((each for each in ("reader", "encoder") if path.name.startswith(each)), None)
    if name is None:
        sys.exit(f"{path.name} begins with neither 'reader' nor 'encoder'")
    recipe = read_recipe(path)
    out.mkdir(parents=True, exist_ok=True)
    if recipe.get("base", PACKAGED) == PACKAGED and not (out / FILE).is_file():
        write_prepared(latin_part(), out / FILE)
    tokenizer = load_base(recipe.get("base", PACKAGED)).tokenizer
    for number in range(recipe.get("draws", recipe["epochs"])):
        if name == "reader":
            numbers = reader_stored.numbers(reader_epoch.epoch(recipe, data, tokenizer, number))
        else:
            numbers = encoder_stored.numbers(encoder_epoch.epoch(recipe, data, tokenizer, number))
        numbers.save(prepared_path(out, name, number), examples_digest(recipe, number))
        print(f"epoch {number}", flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
