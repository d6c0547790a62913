"""One question, answered, counted and noted, whichever route it came by."""

from collections.abc import Iterator
from contextlib import contextmanager

from index.clock import Deadline
from index.engine import Engine
from index.errors import QuestionTimedOut
from index.reply import Reply
from service.api.arrival import close_connection, progress, waited_unseen
from service.api.context import services
from service.api.lifecycle import note
from service.api.metrics import Refusal
from service.api.problem import ProblemError
from service.api.problem_type import OVERLOADED, TIMED_OUT
from service.api.remembering import remember
from service.api.schemas.answer import AskResponse
from service.api.schemas.question import AskRequest

#: Seconds that a question or a search may have waited for a thread; there are more threads
#: than places in the lines, so that this is a flood.
LONGEST_UNSEEN = 2.0


def replied(engine: Engine, asked: AskRequest, seconds: float | None = None) -> Reply:
    """What the engine makes of a question in so many ``seconds``; also where there is no
    application."""
    return engine.ask(
        asked.question,
        top_k=asked.top_k,
        filters=asked.filters.model_dump() if asked.filters else None,
        threshold=asked.threshold,
        debug=asked.debug,
        conversation=[turn.turn() for turn in asked.conversation],
        seconds=seconds,
    )


def answer(asked: AskRequest) -> AskResponse:
    """The response to a question, in its turn.

    :raises ProblemError: ``OVERLOADED`` at once when too many wait already, ``TIMED_OUT`` when
        its time is over before anything was read.
    """
    context = services()
    with _turn(asked.timeout_ms) as deadline:
        reply = replied(context.engine, asked, deadline.left())
    response = AskResponse.of(reply, context.engine.models, debug=asked.debug)
    context.metrics.count_reply(reply)
    remember(response, reply.passages[0].meta["article_version"] if reply.passages else None)
    note(query_id=response.query_id, answered=reply.answered, reason=reply.no_answer_reason)
    if reply.partial:
        note(partial=True)
    if context.options.log_text:
        note(question=reply.question)
    return response


@contextmanager
def _turn(timeout_ms: int | None) -> Iterator[Deadline]:
    """A place in the line, for no longer than the client and the operator allow."""
    context, unseen = services(), waited_unseen()
    longest = context.options.ask_seconds
    wanted = longest if timeout_ms is None else min(longest, timeout_ms / 1000)
    deadline = Deadline(wanted - unseen)
    try:
        _must_not_be_late(unseen)
        with context.line.turn(deadline) as seconds:
            context.metrics.time_waiting(seconds)
            yield deadline
    except QuestionTimedOut as error:
        context.metrics.count_refusal(Refusal.DEADLINE)
        raise ProblemError(TIMED_OUT, str(error)) from error
    except ProblemError as error:
        _refused(error, unseen)
        raise
    finally:
        progress()


def must_not_be_late() -> None:
    """For what has no line of its own.

    :raises ProblemError: ``OVERLOADED`` when the current request waited too long for a thread.
    """
    unseen = waited_unseen()
    try:
        _must_not_be_late(unseen)
    except ProblemError as error:
        _refused(error, unseen)
        raise


def _must_not_be_late(unseen: float) -> None:
    if unseen > LONGEST_UNSEEN:
        raise services().line.full()


def _refused(error: ProblemError, unseen: float) -> None:
    why = Refusal.DEADLINE
    if error.type is OVERLOADED:
        close_connection()
        why = Refusal.LATE if unseen > LONGEST_UNSEEN else Refusal.FULL
    services().metrics.count_refusal(why)
