"""Fine-tune the encoder on questions and passages."""

import random

from tokenizers import Tokenizer
from torch import Tensor, nn

from training.batches import batches
from training.data.mixture import article_titles, examples
from training.encoder.loss import contrastive
from training.encoder.network import EncoderNetwork
from training.encoder.pairs import Pair, paired
from training.run import Run, padded


class EncoderRun(Run[Pair]):
    """The contrastive fine-tuning of the encoder."""

    name = "encoder"

    def network(self, encoder: nn.Module) -> nn.Module:
        """The base with mean pooling."""
        return EncoderNetwork(encoder, self.recipe["dropout"])

    def epoch(self, tokenizer: Tokenizer, number: int) -> list[list[Pair]]:
        """Batches of pairs."""
        recipe, seed = self.recipe, self.recipe["seed"] + number
        found = examples(recipe, self.data, number)
        titles = article_titles(recipe, self.data)
        pairs = paired(tokenizer, found, titles, recipe["longest"], recipe["titled"], seed)
        return batches(list(pairs), recipe["pieces"], random.Random(seed))

    def loss(self, one: list[Pair]) -> tuple[Tensor, int]:
        """The contrastive loss of a batch."""
        texts = [pair.positive for pair in one]
        texts += [negative for pair in one for negative in pair.negatives]
        passages, questions = padded(texts), padded([pair.question for pair in one])
        keys = [pair.key for pair in one]
        value = contrastive(
            self.forward(questions), self.forward(passages), keys, self.recipe["temperature"]
        )
        return value, questions.numel() + passages.numel()
