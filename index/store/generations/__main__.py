"""``python -m index.store.generations DATA_DIR CHOICE``: make a generation.

Whoever starts this has locked the folder of generations, and lets this process inherit the
lock.
"""

import os
import sys
from pathlib import Path
from typing import cast

from index.errors import CiteqaError
from index.store.database import Database
from index.store.generations.building import make_generation
from index.store.generations.structure import Choice


def main(data_dir: str, choice: str) -> int:
    """The exit status."""
    os.nice(10)  # questions come first
    try:
        make_generation(Database(Path(data_dir)), cast(Choice, choice))
    except CiteqaError as error:
        print(f"citeqa: no new generation: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
