"""Questions in their turn, as over the HTTP API."""

from index.clock import Deadline
from index.engine import Engine
from index.reply import Reply
from service.api.answering import replied
from service.api.line import Line
from service.api.schemas.question import AskRequest
from service.mcp.limits import Limits


class Answering:
    """An engine, and the line that questions to it wait in."""

    def __init__(self, engine: Engine, limits: Limits) -> None:
        self.engine = engine
        self._line = Line(limits.reading_at_once, limits.waiting_questions)
        self._seconds = limits.ask_seconds

    def reply(self, asked: AskRequest) -> Reply:
        """What the engine makes of a question in its turn, and in time.

        :raises ProblemError: at once when too many wait already, and when the time is over
            in the line.
        :raises QuestionTimedOut: when it is over before anything was read.
        """
        deadline = Deadline(self._seconds)
        with self._line.turn(deadline):
            return replied(self.engine, asked, deadline.left())
