"""From messages to a question and what was said before it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import Field, TypeAdapter, ValidationError

from service.api.field_path import field_path
from service.api.openai.annotations import cited_article
from service.api.openai.cited_message import without_citations
from service.api.openai.content import NO_TEXT, Content, annotations_of, text_of, unread_in
from service.api.problem import FieldError, ProblemError
from service.api.problem_type import INVALID_REQUEST
from service.api.schemas.conversation import (
    MOST_ARTICLES,
    MOST_TURNS,
    Answered,
    ConversationTurn,
)
from service.api.schemas.question import AskRequest
from service.api.schemas.text import ArticleId, Question
from service.api.schemas.together import having
from service.api.validation import refuse

#: The most messages that a body may have; of these the last turns are read.
MOST_MESSAGES = 2048

#: Of a list of messages, for the OpenAPI document too: not all are others'.
# (flask-openapi3 leaves "contains" out.)
WITH_A_QUESTION = Field(
    min_length=1,
    max_length=MOST_MESSAGES,
    json_schema_extra={"not": {"items": having(role={"not": {"const": "user"}})}},
)

_QUESTION = TypeAdapter[str](Question)
_ANSWER = TypeAdapter[str](Answered)
_ARTICLE_ID = TypeAdapter[str](ArticleId)


@dataclass(frozen=True, slots=True)
class Said:
    """One message: who said what, where it stands in the body, what it cited, and which of
    its parts cannot be read."""

    role: str
    text: str
    place: tuple[int | str, ...]
    article_ids: tuple[str, ...] = ()
    unread: tuple[int, ...] = ()

    @classmethod
    def of(
        cls,
        role: str,
        content: Content | None,
        place: tuple[int | str, ...],
        annotations: Iterable[dict[str, Any]] = (),
    ) -> "Said":
        """A message with this ``content``, which may have more ``annotations``."""
        return cls(
            role=role,
            text=text_of(content),
            place=place,
            article_ids=cited_articles([*annotations, *annotations_of(content)]),
            unread=tuple(unread_in(content)),
        )


def question_of(said: Sequence[Said]) -> AskRequest:
    """The last user message as a question, with what came before it as earlier turns.

    :raises ProblemError: where there is no user message, where it is no question, or where
        a part of it cannot be read. Such parts of earlier messages are passed over.
    """
    asking = [at for at, each in enumerate(said) if each.role == "user"]
    if not asking:
        errors = [FieldError(_list_of(said), "must have a message whose role is user")]
        raise ProblemError(INVALID_REQUEST, "There is no question.", errors=errors)
    last = said[asking[-1]]
    if last.unread:
        errors = [FieldError(field_path((*last.place, at)), NO_TEXT) for at in last.unread]
        raise ProblemError(INVALID_REQUEST, "Only text can be read.", errors=errors)
    try:
        question = _QUESTION.validate_python(last.text)
    except ValidationError as error:
        refuse(error, last.place)
    try:
        return AskRequest(question=question, conversation=turns(said[: asking[-1]]))
    except ValidationError as error:
        refuse(error)


def turns(said: Sequence[Said]) -> list[ConversationTurn]:
    """The last turns, oldest first: each question with the message that followed it.

    What is too long for a question, or blank, is left out: it is nothing to follow up.
    """
    found: list[ConversationTurn] = []
    reply: Said | None = None
    # From the end, since a conversation may be as long as a body.
    for each in reversed(said):
        if each.role == "assistant":
            reply = each
        elif each.role == "user":
            if _fits(_QUESTION, each.text):
                found.append(_turn(each, reply))
            reply = None
        if len(found) == MOST_TURNS:
            break
    return found[::-1]


def cited_articles(annotations: Iterable[dict[str, Any]]) -> tuple[str, ...]:
    """The ids of the articles that the annotations of an earlier answer name."""
    found: list[str] = []
    for annotation in annotations:
        article_id = cited_article(annotation)
        if isinstance(article_id, str) and _fits(_ARTICLE_ID, article_id):
            found.append(article_id)
    return tuple(dict.fromkeys(found))[:MOST_ARTICLES]


def _turn(question: Said, reply: Said | None) -> ConversationTurn:
    if reply is None:
        return ConversationTurn(question=question.text)
    return ConversationTurn(
        question=question.text,
        answer=_answer(reply.text),
        article_ids=list(reply.article_ids),
    )


def _answer(text: str) -> str | None:
    answer = without_citations(text)
    return answer if answer and _fits(_ANSWER, answer) else None


def _fits(adapter: TypeAdapter[str], text: str) -> bool:
    try:
        adapter.validate_python(text)
    except ValidationError:
        return False
    return True


def _list_of(said: Sequence[Said]) -> str:
    return field_path(said[0].place[:1])
