"""The tools: what each says of itself, and the one call of the engine that it makes."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from mcp.types import Tool, ToolAnnotations
from pydantic import BaseModel

from service.api.schemas.answer import AskResponse
from service.api.schemas.found import SearchResponse
from service.api.schemas.question import AskRequest
from service.api.schemas.stored import ArticleResponse
from service.mcp.answering import Answering
from service.mcp.arguments import ArticleArguments, AskArguments, SearchArguments

_READS = ToolAnnotations(
    read_only_hint=True, destructive_hint=False, idempotent_hint=True, open_world_hint=False
)


@dataclass(frozen=True, slots=True)
class EngineTool:
    """A tool; ``call`` takes what ``arguments`` have accepted and gives a ``response``."""

    name: str
    title: str
    description: str
    arguments: type[BaseModel]
    response: type[BaseModel]
    call: Callable[[Answering, Any], dict[str, Any]]

    def described(self) -> Tool:
        """What a client is told of it."""
        return Tool(
            name=self.name,
            title=self.title,
            description=self.description,
            input_schema=self.arguments.model_json_schema(),
            # As in OpenAPI: what is sent, where fields with a default may be missing.
            output_schema=self.response.model_json_schema(mode="serialization"),
            annotations=_READS,
        )

    def called(self, answering: Answering, arguments: dict[str, Any]) -> dict[str, Any]:
        """The response as JSON.

        :raises ValidationError: for arguments that are not acceptable; and what the engine
            raises, and of questions what ``answering`` does.
        """
        return self.call(answering, self.arguments.model_validate(arguments))


def _ask(answering: Answering, given: AskArguments) -> dict[str, Any]:
    asked = AskRequest(
        question=given.question,
        top_k=given.top_k,
        filters=given.filters,
        threshold=given.threshold,
        conversation=given.conversation,
    )
    reply = answering.reply(asked)
    return AskResponse.of(reply, answering.engine.models, debug=False).as_json()


def _search(answering: Answering, given: SearchArguments) -> dict[str, Any]:
    filters = given.filters.model_dump() if given.filters else None
    reply = answering.engine.search(given.query, top_k=given.top_k, filters=filters)
    return SearchResponse.of(reply).model_dump(mode="json")


def _article(answering: Answering, given: ArticleArguments) -> dict[str, Any]:
    return ArticleResponse.of(answering.engine.article(given.article_id)).model_dump(mode="json")


TOOLS = {
    tool.name: tool
    for tool in (
        EngineTool(
            name="ask",
            title="Ask the articles",
            description=(
                "Answer a question from the news articles. Answers are verbatim quotations, "
                "never written by a model: `answer` is the best one, and each of `answers` has "
                "its `citations` (article, title, date, url, the sentence around it as `quote`) "
                "and a `score`, the probability that it is right. Give the answer as it stands, "
                "with its source. If `answered` is false the articles do not answer the "
                "question: say so, and do not answer from `passages` or from what you know. "
                "Questions in French or English find articles in either language."
            ),
            arguments=AskArguments,
            response=AskResponse,
            call=_ask,
        ),
        EngineTool(
            name="search",
            title="Search the articles",
            description=(
                "Find the passages of the news articles that are closest to a query, by meaning "
                "and by words, best first. There are always some, fitting or not: `score` ranks "
                "them and says nothing of how good the best one is. To answer a question use "
                "`ask`; use this to look around, or to see what there is on a subject."
            ),
            arguments=SearchArguments,
            response=SearchResponse,
            call=_search,
        ),
        EngineTool(
            name="get_article",
            title="Read an article",
            description=(
                "The whole text of one article with its title, source, author, date, url and "
                "language. `start` and `end` of citations and passages count Unicode code "
                "points in this text."
            ),
            arguments=ArticleArguments,
            response=ArticleResponse,
            call=_article,
        ),
    )
}
