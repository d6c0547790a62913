"""What was said before a question."""

from typing import Annotated

from pydantic import AfterValidator, Field, StringConstraints

from index.turn import Turn
from service.api.schemas.strict import Strict
from service.api.schemas.text import SHOWN, ArticleId, Question, visible

MOST_TURNS = 20
#: In characters; an answer as it was quoted, enumerations included.
LONGEST_ANSWER = 4000
MOST_ARTICLES = 100

Answered = Annotated[
    str, StringConstraints(min_length=1, max_length=LONGEST_ANSWER), AfterValidator(visible), SHOWN
]
#: The articles that one turn cited.
Cited = Annotated[list[ArticleId], Field(max_length=MOST_ARTICLES)]


class ConversationTurn(Strict):
    """An earlier question; its ``answer`` and the ``article_ids`` that were cited for it, where
    it had one."""

    question: Question
    answer: Answered | None = None
    article_ids: Cited = Field(default_factory=list)

    def turn(self) -> Turn:
        """The same for the engine."""
        return Turn(self.question, self.answer, tuple(self.article_ids))


Conversation = Annotated[
    list[ConversationTurn],
    Field(
        max_length=MOST_TURNS,
        description="Earlier turns, oldest first, from which a follow-up takes what it leaves out.",
    ),
]
