"""Fine-tune the reader on questions and passages."""

import random

from tokenizers import Tokenizer
from torch import Tensor, nn

from training.batches import batches
from training.data.mixture import examples
from training.reader.features import encoded
from training.reader.groups import Batch, Group, batch, grouped
from training.reader.loss import loss
from training.reader.network import ReaderNetwork
from training.run import Run


class ReaderRun(Run[Group]):
    """Training of spans, "no answer" and enumerations."""

    name = "reader"

    def network(self, encoder: nn.Module) -> nn.Module:
        """The base with a head for spans."""
        return ReaderNetwork(encoder, self.recipe["dropout"])

    def epoch(self, tokenizer: Tokenizer, number: int) -> list[list[Group]]:
        """Batches of questions, each with its passages."""
        seed = self.recipe["seed"] + number
        found = examples(self.recipe, self.data, number)
        features = encoded(tokenizer, found, self.recipe["longest"], seed)
        return batches(grouped(features), self.recipe["pieces"], random.Random(seed))

    def loss(self, one: list[Group]) -> tuple[Tensor, int]:
        """The reader's objectives on a batch."""
        tensors = batch(one)
        moved = Batch(*(getattr(tensors, name).to(self.device) for name in Batch.__slots__))
        start, end, inside = self.forward(tensors.ids)
        return loss(moved, start, end, inside, self.recipe["loss"]), tensors.ids.numel()
