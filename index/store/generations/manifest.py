"""What a generation says of itself, and whether its files are what was written."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

import xxhash

from index.errors import GenerationUnusable
from index.store.generations.durable import write_text

_NAME = "manifest.json"
_FORMAT = 1
_PORTION = 1 << 20


@dataclass(frozen=True, slots=True)
class Manifest:
    """``passages`` and ``vectors`` are counts, ``dimension`` 0 where there are no vectors.

    ``last_passage`` and ``last_removal`` are the highest row numbers of the two tables when
    the generation was made: everything up to there is in it. ``identity`` is that of the
    SQLite file, ``encoder`` names the model, with its hash, whose vectors these are.
    ``files`` has the size in bytes and the checksum (XXH3, 128 bits) of each file.
    """

    identity: str
    encoder: str
    dimension: int
    metric: str
    structure: str
    trained_on: int
    passages: int
    vectors: int
    last_passage: int
    last_removal: int
    files: Mapping[str, tuple[int, str]]

    def write(self, folder: Path) -> None:
        """Store it in ``folder``, durable at the end."""
        text = json.dumps({"format": _FORMAT, **asdict(self)}, sort_keys=True)
        lines = {"manifest": json.loads(text), "checksum": _of_text(text)}
        write_text(folder / _NAME, json.dumps(lines, indent=1) + "\n")


def read_manifest(folder: Path) -> Manifest:
    """:raises GenerationUnusable: when there is none, or not as it was written."""
    try:
        lines = json.loads((folder / _NAME).read_text(encoding="utf-8"))
        said = lines["manifest"]
        if _of_text(json.dumps(said, sort_keys=True)) != lines["checksum"]:
            raise ValueError("its checksum is another")
        if said.pop("format") != _FORMAT:
            raise ValueError("it is of another version")
        files = {
            name: (int(size), str(checksum)) for name, (size, checksum) in said["files"].items()
        }
        return Manifest(**said | {"files": files})
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise GenerationUnusable(folder, f"manifest: {error}") from error


def describe(path: Path) -> tuple[int, str]:
    """Size in bytes, and checksum."""
    digest = xxhash.xxh3_128()
    with path.open("rb") as file:
        while portion := file.read(_PORTION):
            digest.update(portion)
        return file.tell(), digest.hexdigest()


def verify(folder: Path, manifest: Manifest) -> None:
    """Read every file once and compare it with the manifest: a few tenths of a second for a
    million passages that are in the page cache.

    :raises GenerationUnusable: naming the file that is missing, cut short or changed.
    """
    for name, expected in manifest.files.items():
        try:
            found = describe(folder / name)
        except OSError as error:
            raise GenerationUnusable(folder, f"{name}: {error.strerror}") from error
        if found != expected:
            what = "another size" if found[0] != expected[0] else "another checksum"
            raise GenerationUnusable(folder, f"{name}: has {what} than when it was written")


def _of_text(text: str) -> str:
    return xxhash.xxh3_128_hexdigest(text.encode())
