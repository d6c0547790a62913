"""Passages' vectors, as a Haystack component."""

import hashlib
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

from haystack import Document, component, default_from_dict, default_to_dict

from index.encoding.encoder import OnnxEncoder, load_encoder
from index.shipped import MODELS, checksum


@component
class OnnxDocumentEmbedder:
    """Embeds documents; the sockets are those of Haystack's document embedders."""

    def __init__(
        self,
        model_dir: str | None = None,
        threads: int = 0,
        prefix: str = "passage: ",
        meta_fields_to_embed: list[str] | None = None,
        embedding_separator: str = "\n",
    ) -> None:
        """Like ``OnnxTextEmbedder``; the metadata fields named are put in front of the
        content, each followed by ``embedding_separator``. Without a list it is the title,
        as in the shipped encoder's training; an empty list is none."""
        self.model_dir = model_dir
        self.threads = threads
        self.prefix = prefix
        self.meta_fields_to_embed = (
            ["title"] if meta_fields_to_embed is None else meta_fields_to_embed
        )
        self.embedding_separator = embedding_separator
        self._encoder: OnnxEncoder | None = None

    @property
    def name(self) -> str:
        """Tells vectors apart that were made with other weights or from other text."""
        weights = checksum(Path(self.model_dir or MODELS) / "encoder.onnx")
        text = json.dumps([self.prefix, self.meta_fields_to_embed, self.embedding_separator])
        return f"onnx:{weights[:12]}:{hashlib.sha256(text.encode()).hexdigest()[:8]}"

    def warm_up(self) -> None:
        """Load the model.

        :raises ModelDamaged: when a model file is missing or is not the shipped one.
        """
        if self._encoder is None:
            self._encoder = load_encoder(Path(self.model_dir or MODELS), self.threads)

    @component.output_types(documents=list[Document])
    def run(self, documents: list[Document]) -> dict[str, Any]:
        """``documents``: copies with ``embedding``, unit vectors of 384 numbers."""
        self.warm_up()
        assert self._encoder is not None
        texts = [self._text(document) for document in documents]
        vectors = self._encoder.encode(texts)
        pairs = zip(documents, vectors, strict=True)
        return {"documents": [replace(doc, embedding=row.tolist()) for doc, row in pairs]}

    def _text(self, document: Document) -> str:
        context = [str(document.meta[f]) for f in self.meta_fields_to_embed if document.meta.get(f)]
        return self.prefix + self.embedding_separator.join([*context, document.content or ""])

    def to_dict(self) -> dict[str, Any]:
        """The component as Haystack's pipelines store it."""
        return default_to_dict(
            self,
            model_dir=self.model_dir,
            threads=self.threads,
            prefix=self.prefix,
            meta_fields_to_embed=self.meta_fields_to_embed,
            embedding_separator=self.embedding_separator,
        )

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> "OnnxDocumentEmbedder":
        """The component that ``to_dict`` described."""
        return default_from_dict(cls, data)
