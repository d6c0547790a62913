"""What the service keeps beside the articles, as far as the API asks."""

from dataclasses import dataclass

from index.curated.answers import CuratedAnswers
from service.records.feedback import FeedbackBook


@dataclass(frozen=True, slots=True)
class Kept:
    """``takes_feedback``: whether there is feedback; ``logs_queries``: whether questions are
    kept, for feedback or for their own sake."""

    curated: CuratedAnswers
    feedback: FeedbackBook
    takes_feedback: bool = False
    logs_queries: bool = False
