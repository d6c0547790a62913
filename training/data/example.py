"""One question beside one passage: what the reader learns from."""

from dataclasses import dataclass, replace

from index.span import Span

#: One acceptable answer: its spans in the passage, in order; more than one where an
#: enumeration is spread over the passage.
Answer = tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Example:
    """A question, a passage, and the acceptable answers in it, best first.

    ``answers`` is empty where the passage does not answer the question. Examples of the
    same ``group`` ask the same question of several passages; ``article`` is what passages
    come from (an article, or a paragraph of an encyclopedia), ``title`` what that is about.
    """

    question: str
    passage: str
    answers: tuple[Answer, ...]
    group: str
    article: str
    title: str = ""

    def asking(self, question: str) -> "Example":
        """The same example with the question put in other words."""
        return replace(self, question=question)
