"""Steps in full precision for a network that computes in half of it."""

import re
from typing import Any

import torch
from torch import Tensor, nn

from training.network import trained

_CLIP = 1.0


class Optimizer:
    """AdamW over full-precision copies of the parameters, and their moving average.

    bfloat16 has 8 bits for a number's digits: a step of a thousandth of it would be lost.
    The average is exponential (Polyak and Juditsky 1992).
    """

    def __init__(self, model: nn.Module, rate: float, decay: float, head_rate: float) -> None:
        """Layer ``n`` of 12 learns at ``rate * decay**(11 - n)``, what is below the layers at
        ``rate * decay**12``, the head at ``head_rate`` (Howard and Ruder 2018, section 3.2)."""
        self._own = trained(model)
        self.tensors = {n: p.detach().float().clone() for n, p in self._own.items()}
        self.average = {name: tensor.clone() for name, tensor in self.tensors.items()}
        groups: dict[tuple[float, float], list[Tensor]] = {}
        for name, tensor in self.tensors.items():
            own = _rate(name, rate, decay, head_rate)
            groups.setdefault((own, 0.01 if tensor.dim() > 1 else 0.0), []).append(tensor)
        described = [
            {"params": members, "lr": own, "weight_decay": regular}
            for (own, regular), members in groups.items()
        ]
        self._adam = torch.optim.AdamW(described, betas=(0.9, 0.98), fused=True)
        self._rates = [group["lr"] for group in self._adam.param_groups]

    def step(self, share: float) -> None:
        """One step along the parameters' gradients, at ``share`` of the rates."""
        for name, parameter in self._own.items():
            gradient, parameter.grad = parameter.grad, None
            self.tensors[name].grad = None if gradient is None else gradient.float()
        nn.utils.clip_grad_norm_(self.tensors.values(), _CLIP)
        for group, rate in zip(self._adam.param_groups, self._rates, strict=True):
            group["lr"] = rate * share
        self._adam.step()
        self.publish()

    def publish(self) -> None:
        """Put the full-precision copies into the network."""
        with torch.no_grad():
            torch._foreach_copy_(list(self._own.values()), list(self.tensors.values()))

    def follow(self, decay: float) -> None:
        """Move the average towards the parameters, by ``1 - decay`` of the distance."""
        torch._foreach_lerp_(list(self.average.values()), list(self.tensors.values()), 1 - decay)

    def state(self) -> dict[str, Any]:
        """What ``restore`` needs."""
        return {"tensors": self.tensors, "average": self.average, "adam": self._adam.state_dict()}

    def restore(self, state: dict[str, Any]) -> None:
        """Go on where ``state`` was taken."""
        for kept, own in ((state["tensors"], self.tensors), (state["average"], self.average)):
            for name, tensor in kept.items():
                own[name].copy_(tensor)
        self._adam.load_state_dict(state["adam"])
        self.publish()


def _rate(name: str, rate: float, decay: float, head_rate: float) -> float:
    if not name.startswith("enc."):
        return head_rate
    layer = re.search(r"layer\.(\d+)\.", name)
    return rate * decay ** (11 - int(layer[1]) if layer else 12)
