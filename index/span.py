"""A stretch of text, as code-point offsets with an exclusive end."""

from typing import NamedTuple


class Span(NamedTuple):
    """``text[start:end]``, counted in Unicode code points, as Python counts them."""

    start: int
    end: int

    def shifted(self, by: int) -> "Span":
        """The same span in a text in which this one's text begins at ``by``."""
        return Span(self.start + by, self.end + by)

    def within(self, text: str) -> str:
        """The characters that the span covers in ``text``."""
        return text[self.start : self.end]

    def overlaps(self, other: "Span") -> bool:
        """Whether the two spans share at least one character."""
        return self.start < other.end and other.start < self.end
