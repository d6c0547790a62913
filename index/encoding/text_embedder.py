"""A question's vector, as a Haystack component."""

from pathlib import Path
from typing import Any

from haystack import component, default_from_dict, default_to_dict

from index.encoding.encoder import OnnxEncoder, load_encoder
from index.shipped import MODELS


@component
class OnnxTextEmbedder:
    """Embeds one text for retrieval; the sockets are those of Haystack's text embedders."""

    def __init__(
        self, model_dir: str | None = None, threads: int = 0, prefix: str = "query: "
    ) -> None:
        """``model_dir`` holds ``encoder.onnx`` and ``tokenizer.json``; default: as shipped.

        ``threads`` is the number of CPU threads, 0 for one per core. ``prefix`` is what
        E5 models expect in front of a question (https://arxiv.org/abs/2212.03533).
        """
        self.model_dir = model_dir
        self.threads = threads
        self.prefix = prefix
        self._encoder: OnnxEncoder | None = None

    def warm_up(self) -> None:
        """Load the model.

        :raises ModelDamaged: when a model file is missing or is not the shipped one.
        """
        if self._encoder is None:
            self._encoder = load_encoder(Path(self.model_dir or MODELS), self.threads)

    @component.output_types(embedding=list[float])
    def run(self, text: str) -> dict[str, Any]:
        """``embedding``: a unit vector of 384 numbers."""
        return {"embedding": self.encoder.encode([self.prefix + text])[0].tolist()}

    @property
    def encoder(self) -> OnnxEncoder:
        """The model, loaded when it was not."""
        self.warm_up()
        assert self._encoder is not None
        return self._encoder

    def to_dict(self) -> dict[str, Any]:
        """The component as Haystack's pipelines store it."""
        return default_to_dict(
            self, model_dir=self.model_dir, threads=self.threads, prefix=self.prefix
        )

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> "OnnxTextEmbedder":
        """The component that ``to_dict`` described."""
        return default_from_dict(cls, data)
