"""Fine-tuning the encoder for retrieval."""
