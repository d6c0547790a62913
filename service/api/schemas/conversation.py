"""What was said before a question."""

from typing import Annotated

from pydantic import Field

from index.turn import Turn
from service.api.schemas.strict import Strict
from service.api.schemas.text import ArticleId, Question

MOST_TURNS = 20
LONGEST_ANSWER = 2000
MOST_ARTICLES = 20


class ConversationTurn(Strict):
    """An earlier question, with what it got back, where that is known."""

    question: Question
    answer: Annotated[str, Field(min_length=1, max_length=LONGEST_ANSWER)] | None = None
    article_ids: list[ArticleId] = Field(default_factory=list, max_length=MOST_ARTICLES)

    def turn(self) -> Turn:
        """The same for the index."""
        return Turn(self.question, self.answer, tuple(self.article_ids))
