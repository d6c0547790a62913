"""Files of arrays."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np


def save_arrays(arrays: Mapping[str, Any], path: Path) -> None:
    """Write them, packed; the file appears whole or not at all."""
    partial = path.with_name(f"{path.stem}.partial.npz")
    np.savez_compressed(partial, **arrays)
    partial.rename(path)
