"""An answer as a message of plain text."""

from collections.abc import Iterator

from service.api.courtesy import declined
from service.api.schemas.answer import AskResponse, Citation


def plain_text(response: AskResponse) -> str:
    """The best answer, word for word, then a line for each article that it is cited from.

    Without an answer, a sentence that says so in the language of the question.
    """
    if not response.answers:
        return declined(response.question_language, response.no_answer_reason)
    best = response.answers[0]
    return "\n".join([best.text, "", *_sources(best.citations)])


def _sources(citations: list[Citation]) -> Iterator[str]:
    articles = {citation.article_id: citation for citation in citations}
    for citation in articles.values():
        about = (citation.title, citation.source, citation.published_at, citation.url)
        known = [" ".join(each.splitlines()) for each in about if each]
        yield f"— {', '.join(known) or citation.article_id}"
