"""The problem document (RFC 9457), for the OpenAPI document."""

from pydantic import BaseModel, Field


class ProblemField(BaseModel):
    """What is wrong with one field."""

    field: str
    message: str


class Problem(BaseModel):
    """An error."""

    type: str = Field(description="Which kind of problem; see the list in the manual.")
    title: str
    status: int
    detail: str
    instance: str
    request_id: str
    errors: list[ProblemField] | None = Field(None, description="Field by field.")
    article_ids: list[str] | None = Field(None, description="The articles that exist.")
    dependencies: dict[str, str] | None = Field(None, description="What is not ready.")
