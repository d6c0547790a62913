"""SQuAD's format, read and scored as the official script does."""

import gzip
import json
import math
from pathlib import Path
from typing import Any

import pytest

from index.evaluation.errors import InvalidQuestions
from index.evaluation.normalisation import french_tokens, official_tokens
from index.evaluation.question_file import SquadFile, read_question_file
from index.evaluation.questions import Question
from index.evaluation.squad.question import SquadQuestion
from index.evaluation.squad.report import squad_report
from index.evaluation.squad.run import Prediction, read_squad
from index.evaluation.squad.scoring import score_squad, squad_figures

V1 = {"id": "1", "question": "Qui ?", "answers": [{"text": "Awa", "answer_start": 3}]}
V2 = {"id": "2", "question": "Où ?", "answers": [], "is_impossible": True}
PARAGRAPH = {"context": "Ici Awa.", "qas": [V1, V2]}


def document(*paragraphs: Any) -> dict[str, Any]:
    return {"version": "v2.0", "data": [{"title": "t", "paragraphs": list(paragraphs)}]}


@pytest.mark.parametrize("indent", [None, 1])
@pytest.mark.parametrize("packed", [False, True])
def test_files_are_known_by_their_content(tmp_path: Path, indent: int | None, packed: bool) -> None:
    path = tmp_path / "questions.jsonl"
    text = json.dumps(document(PARAGRAPH), indent=indent).encode()
    path.write_bytes(gzip.compress(text, mtime=0) if packed else text)
    found = read_question_file(path)
    place = "data[0].paragraphs[0]"
    assert found == SquadFile(
        [
            SquadQuestion("1", "Qui ?", "Ici Awa.", ["Awa"], place),
            SquadQuestion("2", "Où ?", "Ici Awa.", [], place),
        ]
    )


def test_a_question_a_line_is_no_squad(tmp_path: Path) -> None:
    path = tmp_path / "questions.json.gz"
    line = {"id": "1", "question": "Qui ?", "lang": "fr", "kind": "who", "gold": []}
    path.write_bytes(gzip.compress(json.dumps(line).encode()))
    assert read_question_file(path) == [Question("1", "Qui ?", "fr", "who", [])]


@pytest.mark.parametrize(
    ("found", "message"),
    [
        ({"version": "1"}, "data is missing"),
        ({"data": {}}, "data must be a list"),
        ({"data": []}, "has no questions"),
        ({"data": [3]}, "data[0] is not a JSON object"),
        ({"data": [{}]}, "data[0].paragraphs is missing"),
        (document(PARAGRAPH, 3), "data[0].paragraphs[1] is not a JSON object"),
        (document({"qas": []}), "data[0].paragraphs[0].context is missing"),
        (document({"context": 3, "qas": []}), "data[0].paragraphs[0].context must be text"),
        (document({"context": "x"}), "data[0].paragraphs[0].qas is missing"),
        (
            document(PARAGRAPH | {"qas": [V1, V1 | {"answers": None}]}),
            "data[0].paragraphs[0].qas[1].answers must be a list",
        ),
        (
            document(PARAGRAPH | {"qas": [V1 | {"id": 7}]}),
            "data[0].paragraphs[0].qas[0].id must be text",
        ),
        (
            document(PARAGRAPH | {"qas": [V1 | {"question": "\ud800"}]}),
            "data[0].paragraphs[0].qas[0].question must be text",
        ),
        (
            document(PARAGRAPH | {"qas": [V1 | {"answers": [{"answer_start": 1}]}]}),
            "data[0].paragraphs[0].qas[0].answers[0].text is missing",
        ),
        (
            document(PARAGRAPH | {"qas": [V1 | {"answers": [{"text": "", "answer_start": "1"}]}]}),
            "data[0].paragraphs[0].qas[0].answers[0].answer_start must be an integer",
        ),
        (
            document(PARAGRAPH | {"qas": [V2 | {"is_impossible": "yes"}]}),
            "data[0].paragraphs[0].qas[0].is_impossible must be true or false",
        ),
    ],
)
def test_what_is_wrong_is_named(tmp_path: Path, found: Any, message: str) -> None:
    path = tmp_path / "squad.json"
    path.write_text(json.dumps(found))
    with pytest.raises(InvalidQuestions) as caught:
        read_question_file(path)
    assert str(caught.value) == f"{path}: {message}"


@pytest.mark.parametrize(
    ("stored", "message"),
    [
        (b'{"data": [', "is not JSON: Expecting value: line 1 column 11"),
        (b'{\n "version": "1",\n', "is not JSON: "),
        (b"\xff{}", "is not UTF-8"),
        (gzip.compress(b'{"data": []}', mtime=0)[:-9], "is a damaged gzip file"),
        (b"\x1f\x8bx", "is a damaged gzip file"),
        (b'{"data": ' + b"[" * 100_000, "is not JSON: "),
    ],
)
def test_broken_files(tmp_path: Path, stored: bytes, message: str) -> None:
    path = tmp_path / "squad.json"
    path.write_bytes(stored)
    with pytest.raises(InvalidQuestions) as caught:
        read_question_file(path)
    assert str(caught.value).startswith(f"{path}: {message}")


def predicted(
    text: str, answers: list[str], null_score: float = -1.0, place: str = "p"
) -> Prediction:
    return Prediction(SquadQuestion("q", "?", "c", answers, place), text, null_score)


@pytest.mark.parametrize(
    ("text", "answers", "exact", "f1"),
    [
        ("the Awa!", ["Awa"], 1, 1),
        ("Awa Diop", ["Li", "Awa", "Awa Roy Diop"], 0, 0.8),
        ("", ["Awa"], 0, 0),
        ("", ["", "the"], 1, 1),
        ("Awa", ["", "Awa"], 1, 1),
        ("", [], 1, 1),
        ("Awa", [], 0, 0),
    ],
)
def test_the_best_over_the_known_answers(
    text: str, answers: list[str], exact: float, f1: float
) -> None:
    scored = score_squad(predicted(text, answers), official_tokens)
    assert (scored.exact, scored.f1) == (exact, pytest.approx(f1))


def test_articles_make_the_difference() -> None:
    found = predicted("l'eau", ["de l’eau"])
    assert score_squad(found, official_tokens).f1 == 0
    assert score_squad(found, french_tokens).exact == 1


#: Null scores rise; right, wrong, unanswerable, half right, unanswerable.
RUN = [
    predicted("Awa", ["Awa"], -3.0, "p1"),
    predicted("Li", ["Awa"], -2.0, "p1"),
    predicted("Roy", [], -1.0, "p2"),
    predicted("Awa Diop", ["Diop"], 0.5, "p2"),
    predicted("Na", [], 2.0, "p2"),
]


def figures(threshold: float, *found: Prediction) -> dict[str, float | int | None]:
    scored = [score_squad(each, official_tokens) for each in found or RUN]
    return squad_figures(scored, threshold)


def test_figures_under_the_official_names() -> None:
    found = figures(0.0)
    assert found == pytest.approx(
        {
            "exact": 40,
            "f1": 40,
            "total": 5,
            "HasAns_exact": 100 / 3,
            "HasAns_f1": 100 / 3,
            "HasAns_total": 3,
            "NoAns_exact": 50,
            "NoAns_f1": 50,
            "NoAns_total": 2,
            "always_exact": 20,
            "always_f1": 100 * (1 + 2 / 3) / 5,
            "best_exact": 60,
            "best_exact_thresh": -3.0,
            "best_f1": 60,
            "best_f1_thresh": -3.0,
        }
    )


def test_the_reader_abstains_above_the_threshold() -> None:
    assert figures(-1.0)["NoAns_exact"] == 50
    assert figures(-1.5)["NoAns_exact"] == 100
    assert figures(0.5)["HasAns_f1"] == pytest.approx(100 * (1 + 2 / 3) / 3)
    assert figures(0.4)["HasAns_f1"] == pytest.approx(100 / 3)


def test_never_answering_may_be_best() -> None:
    found = figures(0.0, predicted("x", [], -5.0), predicted("y", ["z"], -4.0))
    assert (found["best_f1"], found["best_f1_thresh"]) == (50, None)


def test_without_unanswerable_questions_there_is_no_best() -> None:
    found = figures(0.0, RUN[0], RUN[3])
    assert not [name for name in found if name.startswith(("NoAns", "best"))]
    assert found["always_f1"] == pytest.approx(100 * (1 + 2 / 3) / 2)


def test_the_report() -> None:
    found = squad_report(RUN, 0.0)
    assert (found["questions"], found["unanswerable"], found["abstained"]) == (5, 2, 2)
    assert found["official"]["exact"] == found["french"]["exact"] == 40
    # Two paragraphs: one alone twice, or both.
    assert found["intervals"]["official"]["exact"] == pytest.approx((100 / 3, 50))
    json.dumps(squad_report([*RUN, predicted("", ["", "the"], math.inf)], 0.0), allow_nan=False)


def test_the_reader_reads_the_paragraph(desk: Any) -> None:
    questions = [
        SquadQuestion("1", "Combien ?", "Il y a 12 tilleuls et 3 ormes.", ["12 tilleuls"], "p"),
        SquadQuestion("2", "Combien ?", "Rien.", [], "p"),
        SquadQuestion("3", "Combien ?", "", [], "p"),
    ]
    first, *others = read_squad(desk.reader, questions)
    assert first == Prediction(questions[0], "12 tilleuls", -3.0)
    assert others == [Prediction(each, "", math.inf) for each in questions[1:]]
