"""What chatbots say where there is no answer to quote."""

from index.reply import NoAnswerReason

_NOT_FOUND = {
    "en": "Sorry, the articles do not answer this question.",
    "fr": "Désolé, les articles ne répondent pas à cette question.",
}
_EMPTY = {
    "en": "There are no articles to answer from yet.",
    "fr": "Il n’y a pas encore d’articles où chercher une réponse.",
}

#: Every sentence that stands in place of an answer.
ABSTENTIONS = frozenset({*_NOT_FOUND.values(), *_EMPTY.values()})


def declined(language: str | None, reason: NoAnswerReason | None = None) -> str:
    """That a question is not answered, in French for French questions, in English otherwise.

    ``language``: an ISO 639-1 code.
    """
    sentences = _EMPTY if reason is NoAnswerReason.EMPTY_INDEX else _NOT_FOUND
    return sentences.get(language or "en", sentences["en"])
