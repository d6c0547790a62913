"""One question, answered, counted and noted, whichever route it came by."""

from service.api.context import services
from service.api.lifecycle import note
from service.api.schemas.answer import AskResponse
from service.api.schemas.question import AskRequest


def answer(asked: AskRequest) -> AskResponse:
    """The response to a question."""
    context = services()
    reply = context.engine.ask(
        asked.question,
        top_k=asked.top_k,
        filters=asked.filters.model_dump() if asked.filters else None,
        threshold=asked.threshold,
        debug=asked.debug,
        conversation=[turn.as_turn() for turn in asked.conversation],
    )
    response = AskResponse.of(reply, context.engine.models, debug=asked.debug)
    context.metrics.count_reply(reply)
    note(query_id=response.query_id, answered=reply.answered, reason=reply.no_answer_reason)
    if context.options.log_text:
        note(question=reply.question)
    return response
