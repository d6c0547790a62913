"""The models in the box: where they are, and whether they are the right ones."""

import hashlib
from functools import cache
from pathlib import Path

from index.errors import ModelDamaged

_PACKAGED = Path(__file__).parent / "_models"
_CHECKOUT = Path(__file__).parents[1] / "models"

#: The folder of the shipped models: inside an installed wheel, or in the checkout.
MODELS = _PACKAGED if _PACKAGED.is_dir() else _CHECKOUT


def verified(path: Path) -> Path:
    """``path``, after its bytes were compared with ``SHA256SUMS`` beside it.

    A folder without ``SHA256SUMS`` is somebody's own model and is taken as it is.

    :raises ModelDamaged: when the file is missing or has another checksum.
    """
    if not path.is_file():
        raise ModelDamaged(path, "is missing")
    sums = path.parent / "SHA256SUMS"
    if sums.is_file():
        expected = listed(sums).get(path.name)
        if expected is not None and expected != checksum(path):
            raise ModelDamaged(path, "does not match its SHA-256; fetch the file again")
    return path


@cache
def checksum(path: Path) -> str:
    """The SHA-256 of a file, in hex; read once per process.

    :raises ModelDamaged: when the file is missing.
    """
    if not path.is_file():
        raise ModelDamaged(path, "is missing")
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def listed(sums: Path) -> dict[str, str]:
    """The checksums of a ``SHA256SUMS`` file, by file name."""
    lines = filter(str.strip, sums.read_text(encoding="utf-8").splitlines())
    return {name.lstrip("*"): digest for digest, name in (line.split(maxsplit=1) for line in lines)}
