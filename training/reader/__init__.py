"""Fine-tuning the extractive reader."""
