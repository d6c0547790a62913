"""An answer as a message of plain text."""

from service.api.courtesy import declined
from service.api.schemas.answer import AskResponse
from service.api.sources import sources_of


def plain_text(response: AskResponse) -> str:
    """The best answer, word for word, then a line for each article that it is cited from, or
    for what a curated answer rests on.

    Without an answer, a sentence that says so in the language of the question.
    """
    if not response.answers:
        return declined(response.question_language, response.no_answer_reason)
    best = response.answers[0]
    sources = (f"— {each.in_full}" for each in sources_of(best.citations, response.curated))
    return "\n\n".join(filter(None, (best.text, "\n".join(sources))))
