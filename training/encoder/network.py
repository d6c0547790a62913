"""The encoder's network: the base with mean pooling."""

from torch import Tensor, nn
from torch.nn.functional import normalize

from training.network import prepared, unmasked


class EncoderNetwork(nn.Module):
    """``enc`` is the base; a text's vector is the mean of its pieces', of unit length."""

    def __init__(self, encoder: nn.Module, dropout: float = 0.1) -> None:
        super().__init__()
        self.enc = prepared(encoder, dropout)

    def forward(self, ids: Tensor, mask: Tensor) -> Tensor:
        """Vectors [inputs, 384]."""
        hidden = self.enc(ids, attention_mask=unmasked(mask)).last_hidden_state.float()
        weights = mask.unsqueeze(-1).float()
        return normalize((hidden * weights).sum(1) / weights.sum(1), dim=-1)
