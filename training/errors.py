"""What can go wrong before a model is trained or written."""

from pathlib import Path


class BaseUnreadable(Exception):
    """A base model is not where it was said to be, or not of the expected shape."""

    def __init__(self, source: str, reason: str) -> None:
        self.source = source
        self.reason = reason
        super().__init__(f"The base model {source!r} cannot be used: {reason}.")


class CheckpointUnfit(Exception):
    """A checkpoint's tensors are not those of the model that is to be exported."""

    def __init__(self, path: Path, reason: str) -> None:
        self.path = path
        self.reason = reason
        super().__init__(f"The checkpoint {path} cannot be exported: {reason}.")


class PreparedOtherwise(Exception):
    """Prepared examples were drawn for a recipe with other sources, seeds or lengths."""

    def __init__(self, path: Path) -> None:
        self.path = path
        super().__init__(f"{path} was prepared for a recipe with other examples; prepare it anew.")
