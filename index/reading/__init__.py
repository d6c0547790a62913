"""Reading passages: where in them a question is answered."""

from index.reading.onnx_reader import OnnxExtractiveReader

__all__ = ["OnnxExtractiveReader"]
