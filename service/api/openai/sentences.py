"""What is said in words, beside answers."""

from index.reply import NoAnswerReason

#: How the messages of errors begin, for what OpenAI has and this model has not.
UNSUPPORTED = "is not supported"

_NOT_FOUND = {
    "en": "I did not find an answer to this question in the articles.",
    "fr": "Je n’ai pas trouvé de réponse à cette question dans les articles.",
}
_EMPTY = {
    "en": "There are no articles to answer from yet.",
    "fr": "Il n’y a pas encore d’articles où chercher une réponse.",
}

#: Every sentence that stands in place of an answer.
ABSTENTIONS = frozenset({*_NOT_FOUND.values(), *_EMPTY.values()})


def abstention(language: str | None, reason: NoAnswerReason | None) -> str:
    """That there is no answer, in ``language``, or in English where it is another one."""
    sentences = _EMPTY if reason is NoAnswerReason.EMPTY_INDEX else _NOT_FOUND
    return sentences.get(language or "en", sentences["en"])
