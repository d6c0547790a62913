"""One question, answered, counted and noted, whichever route it came by."""

from index.engine import Engine
from index.reply import Reply
from service.api.context import services
from service.api.lifecycle import note
from service.api.schemas.answer import AskResponse
from service.api.schemas.question import AskRequest


def replied(engine: Engine, asked: AskRequest) -> Reply:
    """What the engine makes of a question; also where there is no application."""
    return engine.ask(
        asked.question,
        top_k=asked.top_k,
        filters=asked.filters.model_dump() if asked.filters else None,
        threshold=asked.threshold,
        debug=asked.debug,
        conversation=[turn.turn() for turn in asked.conversation],
    )


def answer(asked: AskRequest) -> AskResponse:
    """The response to a question."""
    context = services()
    reply = replied(context.engine, asked)
    response = AskResponse.of(reply, context.engine.models, debug=asked.debug)
    context.metrics.count_reply(reply)
    note(query_id=response.query_id, answered=reply.answered, reason=reply.no_answer_reason)
    if context.options.log_text:
        note(question=reply.question)
    return response
