"""Where a recipe's files are."""

from pathlib import Path

#: The folder that this package lies in: its own news are named from there.
ROOT = Path(__file__).parents[2]


def located(name: str, data: Path) -> Path:
    """``name`` in the folder of data or, where it is not there, in this repository."""
    return data / name if (data / name).exists() else ROOT / name
