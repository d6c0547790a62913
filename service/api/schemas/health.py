"""How the service is doing."""

from pydantic import BaseModel

from service.api.schemas.index_state import Models


class Alive(BaseModel):
    """The process answers."""

    status: str


class Ready(BaseModel):
    """Questions can be answered; ``dependencies`` are all ``ok``."""

    status: str
    dependencies: dict[str, str]


class Version(BaseModel):
    """What runs here."""

    citeqa: str
    models: Models
    python: str
    haystack: str
