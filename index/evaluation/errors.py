"""What can be wrong with a file of questions, one small class each."""

from pathlib import Path


class InvalidQuestions(ValueError):
    """A file or a part of it is no question; the message names it."""


class NoQuestions(InvalidQuestions):
    """A file without a single question."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"{path}: has no questions")


class UnreadableText(InvalidQuestions):
    """A file that is not text in UTF-8, or whose gzip packing is damaged."""

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(f"{path}: {reason}")


class InvalidSquad(InvalidQuestions):
    """A file in SQuAD's format with a part that is not as it must be.

    ``place`` is where, as in ``data[3].paragraphs[0].context``; empty for the whole file.
    """

    def __init__(self, place: str, reason: str) -> None:
        super().__init__(f"{place} {reason}".strip())
