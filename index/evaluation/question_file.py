"""A file of questions in either format, told apart by what is in it."""

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from index.evaluation.contents import contents
from index.evaluation.errors import InvalidQuestions, InvalidSquad, NoQuestions
from index.evaluation.questions import Question, parse_questions
from index.evaluation.squad.question import SquadQuestion, squad_questions

#: How SQuAD files begin, broken ones too; no question line has such fields in front.
_SQUAD_BEGINS = re.compile(r'\s*\{\s*"(data|version)"\s*:')


@dataclass(frozen=True, slots=True)
class SquadFile:
    """The questions of a file in SQuAD's format."""

    questions: list[SquadQuestion]


def read_question_file(path: Path) -> list[Question] | SquadFile:
    """The questions of a file: SQuAD's when it is one JSON object with ``data``, else of
    a line each. Both may be packed with gzip.

    :raises InvalidQuestions: naming the part that is wrong; also when there is none.
    """
    text = contents(path)
    try:
        document = _whole(text)
        if document is None:
            return parse_questions(path, text)
        found = squad_questions(document)
    except InvalidSquad as error:
        raise InvalidQuestions(f"{path}: {error}") from error
    if not found:
        raise NoQuestions(path)
    return SquadFile(found)


def _whole(text: str) -> Any:
    """The SQuAD document that the text is; ``None`` when it is another thing."""
    begins = _SQUAD_BEGINS.match(text)
    try:
        found = json.loads(text)
    except (ValueError, RecursionError) as error:
        if begins:
            raise InvalidSquad("", f"is not JSON: {error}") from error
        return None
    return found if begins or (isinstance(found, dict) and "data" in found) else None
