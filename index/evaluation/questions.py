"""Questions with known answers, a JSON object a line."""

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from index.evaluation.contents import contents, is_text
from index.evaluation.errors import InvalidQuestions, NoQuestions
from index.evaluation.span_set import SpanSet


@dataclass(frozen=True, slots=True)
class Gold:
    """Acceptable answers in one article, best first; ``starts`` are their offsets where
    the file tells them. ``sets`` are acceptable answers of several spans each; where there
    are some, ``answers`` may be empty."""

    article: str
    answers: list[str]
    starts: list[int] = field(default_factory=list)
    sets: list[SpanSet] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Question:
    """A question; without ``gold`` no article answers it.

    ``within``: the ids of the articles that it is asked of, where these are not all.
    """

    id: str
    question: str
    lang: str
    kind: str
    gold: list[Gold]
    within: list[str] = field(default_factory=list)

    @property
    def filters(self) -> dict[str, Any] | None:
        """The filter that keeps to ``within``."""
        if not self.within:
            return None
        return {"field": "meta.article_id", "operator": "in", "value": self.within}


def read_questions(path: Path) -> list[Question]:
    """The questions of a ``.jsonl`` file in UTF-8, packed with gzip or not.

    :raises InvalidQuestions: naming the line that is not one; also when there is none.
    """
    return parse_questions(path, contents(path))


def parse_questions(path: Path, text: str) -> list[Question]:
    """The same of a text; ``path`` is for messages."""
    # Not splitlines(): U+2028 and its like may stand inside JSON strings.
    lines = enumerate(text.split("\n"), 1)
    questions = [_question(path, number, line) for number, line in lines if line.strip()]
    if not questions:
        raise NoQuestions(path)
    return questions


def _question(path: Path, number: int, line: str) -> Question:
    try:
        fields = _object(json.loads(line))
        gold = [_gold(_object(each)) for each in _list(fields, "gold")]
        named = {name: _text(fields[name], name) for name in ("id", "question", "lang", "kind")}
        within = _texts(fields, "within") if "within" in fields else []
        return Question(**named, gold=gold, within=within)
    except KeyError as error:
        raise InvalidQuestions(f"{path}:{number}: {error.args[0]} is missing") from error
    except (ValueError, RecursionError) as error:
        raise InvalidQuestions(f"{path}:{number}: {error}") from error


def _gold(fields: dict[str, Any]) -> Gold:
    sets = _list(fields, "sets") if fields.get("sets") else []
    answers = [] if sets and fields.get("answers") == [] else _texts(fields, "answers")
    return Gold(
        _text(fields["article"], "article"),
        answers,
        _offsets(fields, "starts"),
        [_span_set(_object(each), f"sets[{number}]") for number, each in enumerate(sets)],
    )


def _span_set(fields: dict[str, Any], place: str) -> SpanSet:
    if "spans" not in fields:
        raise ValueError(f"{place}.spans is missing")
    spans = _texts(fields, "spans", f"{place}.")
    starts = _offsets(fields, "starts", f"{place}.")
    if starts and len(starts) != len(spans):
        raise ValueError(f"{place}.starts must have one offset for each of the spans")
    return SpanSet(spans, starts)


def _texts(fields: dict[str, Any], name: str, before: str = "") -> list[str]:
    texts = [_text(each, before + name) for each in _list(fields, name, before)]
    if not texts:
        raise ValueError(f"{before}{name} is empty")
    return texts


def _offsets(fields: dict[str, Any], name: str, before: str = "") -> list[int]:
    offsets = _list(fields, name, before) if name in fields else []
    if not all(type(offset) is int for offset in offsets):
        raise ValueError(f"{before}{name} must be integers")
    return offsets


def _object(value: Any) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise ValueError("is not a JSON object")
    return value


def _list(fields: dict[str, Any], name: str, before: str = "") -> list[Any]:
    if not isinstance(fields[name], list):
        raise ValueError(f"{before}{name} must be a list")
    return list(fields[name])


def _text(value: Any, name: str) -> str:
    if not is_text(value) or not value.strip():
        raise ValueError(f"{name} must be text")
    return value
