"""The example articles and the questions that their README lists."""

import json
import re
from pathlib import Path

import pytest

EXAMPLES = Path(__file__).parents[2] / "examples"
README = (EXAMPLES / "README.md").read_text(encoding="utf-8")
ENCODINGS = {"sommet-lome.txt": "cp1252"}


def rows(header: str) -> list[list[str]]:
    """The cells of the table under ``header``."""
    lines = README[README.index(header) :].splitlines()[2:]
    table = lines[: lines.index("")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in table]


QUESTIONS = rows("| question | answer | in |")
FILES = [row[0].strip("`") for row in rows("| file | language |")]


def text_of(name: str) -> str:
    text = (EXAMPLES / "articles" / name).read_bytes().decode(ENCODINGS.get(name, "utf-8"))
    return json.loads(text)["text"] if name.endswith(".json") else text


def test_the_readme_lists_every_article() -> None:
    assert sorted(FILES) == sorted(path.name for path in (EXAMPLES / "articles").iterdir())


def test_there_are_ten_questions_and_two_have_no_answer() -> None:
    assert len(QUESTIONS) == 10
    assert sum(row[1].startswith("no answer") for row in QUESTIONS) == 2


@pytest.mark.parametrize(
    ("answer", "file"), [(row[1], row[2].strip("`")) for row in QUESTIONS if row[2]]
)
def test_an_answer_is_in_its_article(answer: str, file: str) -> None:
    # The README has ordinary spaces where French typography has no-break ones.
    assert answer in re.sub(r"[\u00a0\u202f]", " ", text_of(file))


def test_the_shapes_that_the_readme_promises() -> None:
    lome = (EXAMPLES / "articles/sommet-lome.txt").read_bytes()
    with pytest.raises(UnicodeDecodeError):
        lome.decode("utf-8")
    tunnel = (EXAMPLES / "articles/tunnel-grand-merle.txt").read_bytes()
    assert tunnel.count(b"\n") == tunnel.count(b"\r\n") > 5
    web = (EXAMPLES / "articles/revue-du-web.jsonl").read_text(encoding="utf-8").splitlines()
    assert [json.loads(line)["id"] for line in web] == [
        "planete-eponge",
        "examen-luxembourgeois",
    ]
