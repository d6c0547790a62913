"""Questions with known answers, a JSON object a line."""

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any


class InvalidQuestions(ValueError):
    """A line of the file is no question; the message names it."""


@dataclass(frozen=True, slots=True)
class Gold:
    """Acceptable answers in one article, best first; ``starts`` are their offsets where
    the file tells them."""

    article: str
    answers: list[str]
    starts: list[int] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Question:
    """A question; without ``gold`` no article answers it."""

    id: str
    question: str
    lang: str
    kind: str
    gold: list[Gold]


def read_questions(path: Path) -> list[Question]:
    """The questions of a ``.jsonl`` file in UTF-8.

    :raises InvalidQuestions: naming the line that is not one; also when there is none.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise InvalidQuestions(f"{path}: is not UTF-8") from error
    # Not splitlines(): U+2028 and its like may stand inside JSON strings.
    lines = enumerate(text.split("\n"), 1)
    questions = [_question(path, number, line) for number, line in lines if line.strip()]
    if not questions:
        raise InvalidQuestions(f"{path}: has no questions")
    return questions


def _question(path: Path, number: int, line: str) -> Question:
    try:
        fields = _object(json.loads(line))
        gold = [_gold(_object(each)) for each in _list(fields, "gold")]
        named = {name: _text(fields[name], name) for name in ("id", "question", "lang", "kind")}
        return Question(**named, gold=gold)
    except KeyError as error:
        raise InvalidQuestions(f"{path}:{number}: {error.args[0]} is missing") from error
    except (ValueError, RecursionError) as error:
        raise InvalidQuestions(f"{path}:{number}: {error}") from error


def _gold(fields: dict[str, Any]) -> Gold:
    answers = [_text(answer, "answers") for answer in _list(fields, "answers")]
    starts = _list(fields, "starts") if "starts" in fields else []
    if not answers:
        raise ValueError("answers is empty")
    if not all(type(start) is int for start in starts):
        raise ValueError("starts must be integers")
    return Gold(_text(fields["article"], "article"), answers, starts)


def _object(value: Any) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise ValueError("is not a JSON object")
    return value


def _list(fields: dict[str, Any], name: str) -> list[Any]:
    if not isinstance(fields[name], list):
        raise ValueError(f"{name} must be a list")
    return list(fields[name])


def _text(value: Any, name: str) -> str:
    if not isinstance(value, str) or not value.strip():
        raise ValueError(f"{name} must be text")
    return value
