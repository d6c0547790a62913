"""From a trained checkpoint to the ONNX model that ships."""
