"""The index, as clients see it."""

from pydantic import BaseModel, ConfigDict


class Index(BaseModel):
    """What was searched; ``version`` grows with every change."""

    model_config = ConfigDict(from_attributes=True)

    version: int
    articles: int
    passages: int


class Models(BaseModel):
    """The models that were used."""

    encoder: str
    reader: str
