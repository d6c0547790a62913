"""Texts to unit vectors: multilingual-e5-small on onnxruntime."""

from index.encoding.document_embedder import OnnxDocumentEmbedder
from index.encoding.text_embedder import OnnxTextEmbedder

__all__ = ["OnnxDocumentEmbedder", "OnnxTextEmbedder"]
