"""What clients are told when something goes wrong: one sentence, and nothing of the inside."""

from haystack.errors import FilterError
from pydantic import ValidationError

from index.errors import (
    ArticleNotFound,
    IndexRebuilding,
    QuestionTimedOut,
    StoreBusy,
    StoreMismatch,
    StoreUnavailable,
)
from service.api.problem import ProblemError
from service.api.validation import explained
from service.mcp.article_uri import NoSuchResource

UNFORESEEN = "Something went wrong in citeqa; its log on standard error has more."


class TooMany(Exception):
    """Every thread has a call to answer."""

    def __init__(self) -> None:
        super().__init__("Too many calls at once; try again in a few seconds.")


def foreseen(error: Exception) -> str | None:
    """What to say of ``error``; ``None`` for a fault in citeqa itself."""
    if isinstance(error, ValidationError):
        return f"Not acceptable: {explained(error)}."
    if isinstance(error, FilterError):
        return f"filters cannot be applied: {error}"
    if isinstance(error, _SAID):
        return str(error)
    return next((words for kind, words in _STORE.items() if isinstance(error, kind)), None)


#: Those whose own messages are for clients.
_SAID = (ArticleNotFound, NoSuchResource, ProblemError, QuestionTimedOut, TooMany)

#: The errors' own messages have the path of the data directory.
_STORE = {
    StoreBusy: "The articles are being changed; try again.",
    IndexRebuilding: "The search index is being rebuilt; try again in half a minute.",
    StoreUnavailable: "The articles cannot be reached; `citeqa doctor` says why.",
    StoreMismatch: "The articles cannot be reached; `citeqa doctor` says why.",
}
