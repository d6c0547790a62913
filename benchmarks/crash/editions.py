"""Articles that can be told from their id and a number, so that logs can be short."""

import hashlib
import random
from functools import lru_cache

from index.article import Article

_LETTERS = "bcdfghjklmnpqrtvwxz"
_PLACES = ["à Étel", "au Croisic", "près d’Ouessant", "à l’île d’Yeu ⚓", "à Douarnenez"]


@lru_cache(maxsize=20_000)
def edition(article_id: str, number: int) -> Article:
    """The article ``article_id`` as it reads in its edition ``number``, always the same.

    Each sentence has a word that no other sentence of any edition has, so that whatever is
    found tells which edition it is from.
    """
    chance = random.Random(f"{article_id}|{number}")
    sentences = [
        f"{chance.choice(['Le', 'Dès le'])} {chance.randint(2, 28)} mars, le pêcheur "
        f"{mark(article_id, number, at)} a compté {chance.randint(2, 900)} barques "
        f"{chance.choice(_PLACES)}."
        for at in range(chance.randint(2, 9))
    ]
    ends = (chance.choice([" ", "\r\n", "\n\n", "\u00a0"]) for _ in sentences)
    text = "".join(sentence + end for sentence, end in zip(sentences, ends, strict=True))
    return Article(
        article_id, text, title=f"Barques de {article_id}", language="fr", meta={"edition": number}
    )


def mark(article_id: str, number: int, sentence: int) -> str:
    """The word that only this sentence has; letters alone, and nothing a stemmer cuts."""
    digest = hashlib.sha256(f"{article_id}|{number}|{sentence}".encode()).digest()
    return "".join(_LETTERS[byte % len(_LETTERS)] for byte in digest[:10]) + "ok"
