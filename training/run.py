"""A run of a recipe: what the reader's and the encoder's training have in common."""

import json
import random
import time
from abc import ABC, abstractmethod
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, ClassVar, Generic, TypeVar

import torch
from torch import Tensor, nn
from torch.utils.data import DataLoader

from training.base import PACKAGED, load_base
from training.base.prepared import FILE
from training.batches import Sized, batches
from training.chance import chance, restore_chance
from training.network import load_checkpoint, save_checkpoint
from training.optimizer import Optimizer
from training.padding import PAD
from training.recipe import examples_digest, read_recipe
from training.stream import Numbers, prepared_path, read_numbers

_SPOKEN_EVERY = 50

T = TypeVar("T", bound=Sized)


class Run(ABC, Generic[T]):
    """Network, optimiser and the place in the data.

    The state is saved every ``save_every`` steps, and a run that finds one in ``out``
    goes on from there as if it had not been stopped. It uses a GPU where there is one, and
    the base and the examples that ``training.prepare`` left in ``data``, if it did.
    """

    name: ClassVar[str]

    def __init__(self, recipe: dict[str, Any], data: Path, out: Path) -> None:
        self.recipe, self.data, self.out = recipe, data, out
        self.device = "cuda" if torch.cuda.is_available() else "cpu"
        torch.manual_seed(recipe["seed"])
        random.seed(recipe["seed"])
        base = load_base(self._base())
        self.model = self.network(base.model)
        if "start_from" in recipe:
            load_checkpoint(self.model, self._started(recipe["start_from"]))
        self.model.to(self.device)
        rates = recipe["rate"], recipe["layer_decay"], recipe.get("head_rate", recipe["rate"])
        self.optimizer = Optimizer(self.model, *rates)
        self.tokenizer = base.tokenizer
        self.plan = self._plan()[: recipe.get("steps")]
        self.step = 0

    def _base(self) -> str:
        prepared = self.data / FILE
        return str(prepared) if prepared.is_file() else self.recipe.get("base", PACKAGED)

    def _plan(self) -> list[list[T]]:
        """The batches of all epochs, in order."""
        draws = self.recipe.get("draws", self.recipe["epochs"])
        items = [self._items(number) for number in range(draws)]
        found = []
        for number in range(self.recipe["epochs"]):
            order = random.Random(self.recipe["seed"] + number)
            found += batches(items[number % draws], self.recipe["pieces"], order)
        return found

    def _items(self, number: int) -> list[T]:
        prepared = prepared_path(self.data, self.name, number)
        if prepared.is_file():
            digest = examples_digest(self.recipe, number)
            return list(self.restored(read_numbers(prepared, digest)))
        return self.drawn(number)

    def _started(self, name: str) -> Path:
        """A checkpoint among the data, or of an earlier run beside this one's folder."""
        own = self.out.parent / name
        return own if own.is_file() else self.data / name

    @abstractmethod
    def network(self, encoder: nn.Module) -> nn.Module:
        """What is trained, around the base's encoder."""

    @abstractmethod
    def drawn(self, number: int) -> list[T]:
        """The examples of an epoch, from the recipe's sources."""

    @abstractmethod
    def restored(self, stream: Numbers) -> Iterable[T]:
        """The same, prepared beforehand."""

    @staticmethod
    @abstractmethod
    def collated(one: list[Any]) -> Any:
        """A batch's examples as tensors; called in other processes where there is a GPU."""

    @abstractmethod
    def loss(self, one: Any) -> tuple[Tensor, int]:
        """The loss of a collated batch, and how many pieces it has, padding included."""

    def train(self) -> None:
        """Train to the end of the plan and write the averaged weights."""
        stopped = self._resume()
        self.model.train()
        begun, spent, total = time.monotonic(), 0, torch.zeros((), device=self.device)
        print(f"{len(self.plan)} steps from {self.step} on {self.device}", flush=True)
        batches_left = iter(self._collated())
        if stopped:  # after the line above, which draws as well
            restore_chance(stopped)
        for one in batches_left:
            value, pieces = self.loss(one)
            value.backward()  # type: ignore[no-untyped-call]
            self.optimizer.step(self._schedule())
            self.step += 1
            # The average is old in the first steps, and has to catch up.
            self.optimizer.follow(min(self.recipe["average"], self.step / (9 + self.step)))
            spent, total = spent + pieces, total + value.detach()
            if self.step % _SPOKEN_EVERY == 0:
                rate = spent / (time.monotonic() - begun)
                mean = total.item() / _SPOKEN_EVERY
                print(f"step {self.step} loss {mean:.3f} {rate:.0f} pieces/s", flush=True)
                total.zero_()
            if self.step % self.recipe["save_every"] == 0:
                self._save()
        save_checkpoint(self.optimizer.average, self.out / f"{self.name}.safetensors")

    def _collated(self) -> Iterable[Any]:
        """The plan's batches from here on, made beside the training where a GPU does that."""
        workers = 4 if self.device == "cuda" else 0
        loader: Iterable[Any] = DataLoader(
            self.plan[self.step :],  # type: ignore[arg-type]
            batch_size=None,
            collate_fn=type(self).collated,
            num_workers=workers,
            prefetch_factor=16 if workers else None,
        )
        return loader

    def forward(self, ids: Tensor) -> Any:
        """What the network says of padded piece ids [inputs, length]."""
        moved = ids.to(self.device)
        return self.model(moved, moved != PAD)

    def _schedule(self) -> float:
        """Linear warm-up over the first twentieth, then linear decay to a hundredth."""
        warm = max(1, len(self.plan) // 20)
        if self.step < warm:
            return (self.step + 1) / warm
        return max(0.01, (len(self.plan) - self.step) / (len(self.plan) - warm))

    def _save(self) -> None:
        partial = self.out / "state.partial"
        state = {"step": self.step, "optimizer": self.optimizer.state(), "chance": chance()}
        torch.save(state, partial)
        partial.rename(self.out / "state.pt")

    def _resume(self) -> dict[str, Any] | None:
        """Take up what was saved; where the random numbers stood, if there was something."""
        if not (self.out / "state.pt").is_file():
            return None
        state = torch.load(self.out / "state.pt", map_location=self.device)
        self.step = state["step"]
        self.optimizer.restore(state["optimizer"])
        stopped: dict[str, Any] = state["chance"]
        return stopped


def main(kind: type[Run[T]], arguments: Sequence[str]) -> None:
    """Run a recipe, or go on with it: ``RECIPE.toml DATA OUT``, where the recipe's file
    names start from ``DATA`` and everything is written into ``OUT``."""
    path, data, out = map(Path, arguments)
    recipe = read_recipe(path)
    out.mkdir(parents=True, exist_ok=True)
    (out / "recipe.json").write_text(json.dumps(recipe, indent=2) + "\n", encoding="utf-8")
    kind(recipe, data, out).train()
