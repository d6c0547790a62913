"""``python -m training.export reader CHECKPOINT OUT`` or ``… encoder [CHECKPOINT] OUT``."""

from pathlib import Path

import click
import onnx

from training.base import load_base
from training.base.base import PACKAGED
from training.errors import BaseUnreadable, CheckpointUnfit
from training.export.checkpoint import Checkpoint, read_checkpoint
from training.export.model import encoder_model, reader_model

_FILE = click.Path(dir_okay=False, path_type=Path)
_base = click.option(
    "--base", default=PACKAGED, show_default=True, help="A package, a folder or a hub's model."
)


@click.group()
def main() -> None:
    """Write a trained model as ONNX, int8."""


@main.command()
@click.argument("checkpoint", type=_FILE)
@click.argument("out", type=_FILE)
@_base
def reader(checkpoint: Path, out: Path, base: str) -> None:
    """Write the reader in CHECKPOINT to OUT."""
    _write("reader", checkpoint, out, base)


@main.command()
@click.argument("files", type=_FILE, nargs=-1, required=True, metavar="[CHECKPOINT] OUT")
@_base
def encoder(files: tuple[Path, ...], base: str) -> None:
    """Write the encoder in CHECKPOINT, or the untrained one, to OUT."""
    *checkpoints, out = files
    if len(checkpoints) > 1:
        raise click.UsageError("One checkpoint at most, and where to write.")
    _write("encoder", checkpoints[0] if checkpoints else None, out, base)


def _write(kind: str, path: Path | None, out: Path, source: str) -> None:
    try:
        checkpoint = read_checkpoint(path) if path else None
        model = _model(kind, checkpoint, source)
    except (BaseUnreadable, CheckpointUnfit) as error:
        raise click.ClickException(str(error)) from error
    onnx.save(model, out)
    click.echo(f"{out}: {kind}, {out.stat().st_size / 1e6:.1f} MB")


def _model(kind: str, checkpoint: Checkpoint | None, source: str) -> onnx.ModelProto:
    card = {"base": source, "recipe": checkpoint.recipe if checkpoint else "untrained"}
    base = load_base(source)
    if kind == "reader" and checkpoint:
        return reader_model(base, checkpoint, card)
    return encoder_model(base, checkpoint, card)


if __name__ == "__main__":
    main()
