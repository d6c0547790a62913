"""The reader's network: the base with three numbers for each piece."""

from torch import Tensor, nn

from training.network import WIDTH, prepared, unmasked

#: What a piece gets, in the order of the head's rows: how well an answer starts and ends
#: there, and whether it is inside one. At the first position, ``inside`` says instead
#: whether the answer has several spans.
OUTPUTS = ("start", "end", "inside")


class ReaderNetwork(nn.Module):
    """``enc`` is the base; ``head`` [3, 384] gives start, end and inside logits."""

    def __init__(self, encoder: nn.Module, dropout: float = 0.1) -> None:
        super().__init__()
        self.enc = prepared(encoder, dropout)
        self.head = nn.Linear(WIDTH, len(OUTPUTS))
        nn.init.normal_(self.head.weight, std=0.02)
        nn.init.zeros_(self.head.bias)

    def forward(self, ids: Tensor, mask: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Start, end and inside logits, each [inputs, length]."""
        hidden = self.enc(ids, attention_mask=unmasked(mask)).last_hidden_state
        start, end, inside = self.head(hidden.float()).unbind(-1)
        return start, end, inside
