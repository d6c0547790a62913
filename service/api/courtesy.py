"""What chatbots say where there is no answer to quote."""

_FRENCH = "Désolé, les articles ne répondent pas à cette question."
_ENGLISH = "Sorry, the articles do not answer this question."


def declined(language: str | None) -> str:
    """That a question is not answered, in French for French questions, in English otherwise.

    ``language``: an ISO 639-1 code.
    """
    return _FRENCH if language == "fr" else _ENGLISH
