"""Which pieces of a vocabulary Latin-script text can need."""

import unicodedata
from collections.abc import Sequence


def latin_numbers(pieces: Sequence[str]) -> list[int]:
    """The places of the pieces without a letter of another script, in their order.

    A letter is what Unicode calls one (categories L*), and its name says LATIN where it
    is one. Digits, marks and signs of other scripts are not letters and stay.
    """
    return [number for number, piece in enumerate(pieces) if is_latin(piece)]


def is_latin(piece: str) -> bool:
    """Whether each letter of ``piece`` is a Latin one."""
    return all(not char.isalpha() or "LATIN" in unicodedata.name(char, "") for char in piece)
