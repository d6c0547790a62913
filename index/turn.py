"""What was said before a question."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Turn:
    """One earlier question of a conversation, with what it got back.

    ``answer`` is ``None`` where it was declined or is not known; ``article_ids`` name the
    articles that were cited for it.
    """

    question: str
    answer: str | None = None
    article_ids: tuple[str, ...] = ()
