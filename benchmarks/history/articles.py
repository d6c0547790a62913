"""Articles whose every sentence tells the edition that it is of."""

from functools import cache
from typing import Any

from index.article import Article

_TOWNS = ["Étel", "Kerlouan", "Le Croisic", "Molène", "Sauzon", "Trévarn", "Plouhinec", "Hœdic"]


def town(article_id: str) -> str:
    """What an article is about, to ask for it."""
    number = int(article_id.rpartition("/")[2])
    return f"{_TOWNS[number % len(_TOWNS)]}-{number}"


def text_of(article_id: str, number: int) -> str:
    """The text of an edition; no two have the same."""
    place = town(article_id)
    return (
        f"🐟 Selon l’édition {number}, le port de {place} a vendu {number + 1000} caisses.\r\n"
        f"La criée de {place} ouvre à {number % 12 + 6} heures, précise l’édition {number}."
    )


@cache
def version_of(article_id: str, number: int) -> str:
    """The version that the product gives to an edition."""
    return Article(article_id, **body_of(article_id, number)).version


def body_of(article_id: str, number: int) -> dict[str, Any]:
    """What is sent for an edition."""
    text = text_of(article_id, number)
    return {"text": text, "language": "fr", "meta": {"edition": number}}
