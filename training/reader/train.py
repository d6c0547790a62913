"""Fine-tune the reader on questions and passages."""

from collections.abc import Iterable

from torch import Tensor, nn

from training.reader.groups import Batch, Group, batch
from training.reader.loss import agreement, loss
from training.reader.network import ReaderNetwork
from training.reader.stored import groups_of
from training.run import Run
from training.stream import Numbers


class ReaderRun(Run[Group]):
    """Training of spans, "no answer" and enumerations."""

    name = "reader"

    def network(self, encoder: nn.Module) -> nn.Module:
        """The base with a head for spans."""
        return ReaderNetwork(encoder, self.recipe["dropout"])

    def drawn(self, number: int) -> list[Group]:
        """Questions, each with its passages."""
        # Whoever trains on prepared examples needs nothing of the service.
        from training.reader.epoch import epoch

        return epoch(self.recipe, self.data, self.tokenizer, number)

    def restored(self, stream: Numbers) -> Iterable[Group]:
        """The same, prepared beforehand."""
        return groups_of(stream)

    @staticmethod
    def collated(one: list[Group]) -> Batch:
        """Questions and passages as tensors."""
        return batch(one)

    def loss(self, one: Batch) -> tuple[Tensor, int]:
        """The reader's objectives on a batch."""
        moved = one.moved(self.device)
        weights = self.recipe["loss"]
        start, end, inside = self.forward(moved.ids)
        value = loss(moved, start, end, inside, weights)
        if "agreement" in weights:
            others = self.forward(moved.ids)
            apart = agreement(moved, start, others[0]) + agreement(moved, end, others[1])
            again = loss(moved, others[0], others[1], others[2], weights)
            value = (value + again) / 2 + weights["agreement"] * apart
        return value, one.ids.numel()
