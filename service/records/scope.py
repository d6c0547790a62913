"""What a key allows."""

from enum import StrEnum


class Scope(StrEnum):
    """From least to most; each includes those before it."""

    ASK = "ask"
    WRITE = "write"
    ADMIN = "admin"

    def includes(self, other: "Scope") -> bool:
        """Whether this scope is enough where ``other`` is needed."""
        return _ORDER.index(self) >= _ORDER.index(other)


_ORDER = tuple(Scope)
