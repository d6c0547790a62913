"""Filters that keep a known share of a drawn corpus."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.scale.layout import (
    ARTICLES,
    DAYS,
    PASSAGES,
    SOURCES,
    TURN,
    articles_of,
    date_of,
    day_of,
    name_of,
    source_name,
    source_of,
)

#: All passages, shares of them, and three.
KEPT = ("all", "50%", "5%", "0.1%", "3")

_TEN = PASSAGES.index(10)
_THREE = PASSAGES.index(3)


def filters(kept: str, size: int, variant: int) -> dict[str, Any] | None:
    """A filter that keeps as much as ``kept`` says of ``size`` passages; other variants keep
    others."""
    if kept == "all":
        return None
    if kept == "50%":
        return _field("published_at", ">=", date_of(_median_day(variant)))
    if kept == "5%":
        return _field("source", "in", [source_name(each) for each in _sources(variant)])
    chosen = _articles(kept, size, variant)
    return _field("article_id", "in", [name_of(each) for each in chosen])


def mask(kept: str, size: int, variant: int) -> NDArray[np.bool_]:
    """The passages that the filter keeps, by number from 0."""
    articles = articles_of(size)
    if kept == "all":
        return np.ones(size, dtype=bool)
    if kept == "50%":
        return day_of(articles) >= _median_day(variant)
    wanted = _sources(variant) if kept == "5%" else _articles(kept, size, variant)
    return np.isin(source_of(articles) if kept == "5%" else articles, wanted)


def _median_day(variant: int) -> int:
    return DAYS // 2 - variant % 30


def _sources(variant: int) -> list[int]:
    first = variant % SOURCES
    return [first, (first + 1 + variant // SOURCES) % SOURCES]


def _articles(kept: str, size: int, variant: int) -> list[int]:
    turns = size // TURN
    if kept == "3":
        return [variant * 11 % turns * ARTICLES + _THREE]
    count = max(1, size // 1000 // PASSAGES[_TEN])
    step = turns // count
    return [(variant * 7 + n * step) % turns * ARTICLES + _TEN for n in range(count)]


def _field(name: str, operator: str, value: Any) -> dict[str, Any]:
    return {"field": f"meta.{name}", "operator": operator, "value": value}
