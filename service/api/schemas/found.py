"""The response to a search."""

from pydantic import BaseModel

from index.reply import SearchReply
from service.api.schemas.index_state import Index
from service.api.schemas.passage import Passage


class SearchResponse(BaseModel):
    """The passages, best first; ``timings_ms`` has the milliseconds of each stage."""

    query: str
    query_language: str | None
    passages: list[Passage]
    index: Index
    timings_ms: dict[str, float]

    @classmethod
    def of(cls, reply: SearchReply) -> "SearchResponse":
        """The response that tells of ``reply``."""
        return cls(
            query=reply.query,
            query_language=reply.query_language,
            passages=[Passage.of(document) for document in reply.passages],
            index=Index.model_validate(reply.index),
            timings_ms=reply.timings_ms,
        )
