"""Which article a drawn passage belongs to, and what is known of the article.

Everything follows from numbers, so that what a filter keeps is known without a look at
what is stored.
"""

from datetime import date, timedelta
from typing import Any

import numpy as np
from numpy.typing import NDArray

#: How many passages the articles have, in turn: ten on average.
PASSAGES = (3, 17, 10, 8, 12)

#: Passages, and articles, until the turn begins again.
TURN, ARTICLES = sum(PASSAGES), len(PASSAGES)

SOURCES = 40
DAYS = 5475
_FIRST_DAY = date(2010, 1, 1)


def articles_of(size: int) -> NDArray[np.int64]:
    """The article of each of the first ``size`` passages."""
    numbers = np.arange(size)
    within = np.repeat(np.arange(ARTICLES), PASSAGES)
    return numbers // TURN * ARTICLES + within[numbers % TURN]


# Multiples of primes, so that source, day and language do not go together.
def source_of(article: NDArray[np.int64]) -> NDArray[np.int64]:
    """0 to ``SOURCES`` - 1."""
    return article * 7919 // 13 % SOURCES


def day_of(article: NDArray[np.int64]) -> NDArray[np.int64]:
    """0 to ``DAYS`` - 1."""
    return article * 104_729 % DAYS


def is_french(article: int) -> bool:
    """Of seventeen in twenty articles."""
    return article * 31 // 7 % 20 < 17


def name_of(article: int) -> str:
    """The article's id."""
    return f"drawn-{article:07d}"


def source_name(source: int) -> str:
    """As it stands in the metadata."""
    return f"Agence {source}"


def date_of(day: int) -> str:
    """As it stands in the metadata."""
    return (_FIRST_DAY + timedelta(days=day)).isoformat()


def described(article: int) -> dict[str, Any]:
    """The fields of ``index.article.Article`` that do not depend on its text."""
    number = np.array(article)
    return {
        "id": name_of(article),
        "source": source_name(int(source_of(number))),
        "url": f"https://agence.example/{article}",
        "published_at": date_of(int(day_of(number))),
        "language": "fr" if is_french(article) else "en",
    }
