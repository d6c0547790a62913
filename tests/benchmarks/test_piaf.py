"""PIAF's held-out part."""

import gzip
import json
import random
from pathlib import Path

import pytest

from benchmarks.piaf import held_out_titles, main, write_held_out
from index.evaluation.question_file import SquadFile, read_question_file


def test_the_held_out_titles_are_those_of_the_project() -> None:
    titles = [f"t{number}" for number in range(100)]
    expected = sorted(titles)
    random.Random(1).shuffle(expected)
    assert held_out_titles(titles[::-1] + titles) == set(expected[:60])


def test_the_part_is_a_squad_file(tmp_path: Path) -> None:
    answers = [{"text": "é", "answer_start": 0}]
    data = [
        {
            "title": f"t{n % 80}",
            "paragraphs": [
                {"context": "é", "qas": [{"id": str(n), "question": "?", "answers": answers}]}
            ],
        }
        for n in range(160)
    ]
    piaf, out = tmp_path / "piaf.json.gz", tmp_path / "dev.json"
    piaf.write_bytes(gzip.compress(json.dumps({"version": "1.1", "data": data}).encode()))
    assert write_held_out(piaf, out) == 120
    found = read_question_file(out)
    assert isinstance(found, SquadFile)
    ids = [int(each.id) for each in found.questions]
    assert ids == sorted(ids)
    assert {n % 80 for n in ids} == {n - 80 for n in ids if n >= 80}


def test_what_is_wrong_is_told_without_a_traceback(tmp_path: Path) -> None:
    broken = tmp_path / "piaf.json.gz"
    broken.write_bytes(b"\x1f\x8bx")
    out = str(tmp_path / "dev.json")
    for arguments, message in [
        ([], "benchmarks.piaf"),
        ([str(broken), out], "is a damaged gzip file"),
        ([str(tmp_path / "none"), out], "No such file"),
    ]:
        with pytest.raises(SystemExit, match=message):
            main(arguments)
