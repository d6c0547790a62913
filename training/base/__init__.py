"""The model that training starts from: multilingual-e5-small, cut to the Latin script."""

from training.base.base import PACKAGED, Base, load_base
from training.base.blocks import EmbeddingBlocks

__all__ = ["PACKAGED", "Base", "EmbeddingBlocks", "load_base"]
