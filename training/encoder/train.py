"""Fine-tune the encoder on questions and passages."""

from collections.abc import Iterable

from torch import Tensor, nn

from training.encoder.batch import PairBatch, batch
from training.encoder.loss import contrastive
from training.encoder.network import EncoderNetwork
from training.encoder.pairs import Pair
from training.encoder.stored import pairs_of
from training.run import Run
from training.stream import Numbers


class EncoderRun(Run[Pair]):
    """The contrastive fine-tuning of the encoder."""

    name = "encoder"

    def network(self, encoder: nn.Module) -> nn.Module:
        """The base with mean pooling."""
        return EncoderNetwork(encoder, self.recipe["dropout"])

    def drawn(self, number: int) -> list[Pair]:
        """Questions with what answers them."""
        # Whoever trains on prepared examples needs nothing of the service.
        from training.encoder.epoch import epoch

        return epoch(self.recipe, self.data, self.tokenizer, number)

    def restored(self, stream: Numbers) -> Iterable[Pair]:
        """The same, prepared beforehand."""
        return pairs_of(stream)

    @staticmethod
    def collated(one: list[Pair]) -> PairBatch:
        """Questions and passages as tensors."""
        return batch(one)

    def loss(self, one: PairBatch) -> tuple[Tensor, int]:
        """The contrastive loss of a batch."""
        value = contrastive(
            self.forward(one.questions),
            self.forward(one.passages),
            one.keys,
            self.recipe["temperature"],
        )
        return value, one.questions.numel() + one.passages.numel()
