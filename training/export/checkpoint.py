"""What training leaves behind: a file of safetensors."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from safetensors import SafetensorError, safe_open

from training.errors import CheckpointUnfit
from training.export.weights import Tensors

_ENCODER = "enc."
_HEAD = "head."

Shapes = Mapping[str, tuple[int, ...]]


@dataclass(frozen=True)
class Checkpoint:
    """``encoder``: a BertModel's tensors but the word embeddings; ``head``: what is on top.

    Both are float32, and named without the ``enc.`` or ``head.`` that they have in the file.
    ``recipe`` says how it was trained: the file's own word for it, or the file's name.
    """

    path: Path
    encoder: Tensors
    head: Tensors
    recipe: str

    def expect(self, encoder: Shapes, head: Shapes) -> None:
        """:raises CheckpointUnfit: where the tensors have not exactly these names and shapes."""
        for prefix, tensors, shapes in (
            (_ENCODER, self.encoder, encoder),
            (_HEAD, self.head, head),
        ):
            for name in sorted(tensors.keys() | shapes.keys()):
                found = tensors[name].shape if name in tensors else None
                if found != shapes.get(name):
                    reason = f"{prefix}{name} is {found} and should be {shapes.get(name)}"
                    raise CheckpointUnfit(self.path, reason)


def read_checkpoint(path: Path) -> Checkpoint:
    """:raises CheckpointUnfit: where ``path`` is missing, of another format, or of other parts."""
    try:
        with safe_open(path, "pt") as file:
            names = file.keys()
            tensors = {name: file.get_tensor(name).float().numpy() for name in names}
            recipe = (file.metadata() or {}).get("recipe", path.stem)
    except (OSError, SafetensorError) as error:
        raise CheckpointUnfit(path, str(error)) from error
    if strangers := [name for name in tensors if not name.startswith((_ENCODER, _HEAD))]:
        raise CheckpointUnfit(path, f"{strangers[0]} belongs to no known part")
    encoder, head = _part(tensors, _ENCODER), _part(tensors, _HEAD)
    return Checkpoint(path, encoder, head, recipe)


def _part(tensors: Tensors, prefix: str) -> Tensors:
    return {
        name.removeprefix(prefix): values
        for name, values in tensors.items()
        if name.startswith(prefix)
    }
