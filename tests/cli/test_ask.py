"""`citeqa ask`."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from index.reply import Citation, CitedAnswer, Confidence, IndexState, Reply
from service.cli.replies import print_reply
from service.settings import load_settings
from service.wiring import build_engine
from tests.cli.conftest import Run

PIRACY = "Where will the special meeting on piracy be held?"
YEAR = "En quelle année le tunnel du Grand-Merle a-t-il été construit ?"


def test_the_answer_its_quote_and_its_place(run: Run, shared_data: Path) -> None:
    result = run("ask", PIRACY, "--top-k", 1, "--data-dir", shared_data)
    assert result.exit_code == 0
    head, blank, quote, title, place = result.stdout.splitlines()
    assert re.fullmatch(r"Cotonou  \(\w+ confidence, 0\.\d\d\)", head)
    assert blank == ""
    assert quote.startswith("  D'ici là, une réunion extraordinaire") and "Cotonou" in quote
    assert title.startswith("  Sommet de la CEG à Lomé")
    assert re.fullmatch(r"  sommet-lome \d+–\d+", place)


def test_no_answer_is_said_in_french_with_the_closest_passages(run: Run, shared_data: Path) -> None:
    result = run("ask", YEAR, "--data-dir", shared_data)
    assert result.exit_code == 0
    first, second, *rest = result.stdout.splitlines()
    assert first == "Pas de réponse : aucun passage ne répond avec assez de certitude."
    assert second == "Les passages les plus proches :"
    assert any(line.startswith("  tunnel-grand-merle ") for line in rest)


def test_json_is_what_the_api_answers(run: Run, shared_data: Path) -> None:
    from service.api.app import create_app
    from service.api.options import ApiOptions

    result = run("ask", PIRACY, "--json", "--top-k", 1, "--data-dir", shared_data)
    ours: dict[str, Any] = json.loads(result.stdout)
    app = create_app(build_engine(load_settings(data_dir=shared_data)), ApiOptions(10**6, 9, 99, 9))
    theirs = app.test_client().post("/v1/ask", json={"question": PIRACY, "top_k": 1}).get_json()
    for each in (ours, theirs):
        del each["query_id"], each["timings_ms"]
    assert ours == theirs


def test_debug_is_in_the_json_only_when_asked_for(run: Run, shared_data: Path) -> None:
    with_debug = run("ask", YEAR, "--json", "--debug", "--data-dir", shared_data)
    assert json.loads(with_debug.stdout)["debug"]["threshold"] > 0
    assert "debug" not in json.loads(run("ask", YEAR, "--json", "--data-dir", shared_data).stdout)


def test_a_filter_and_a_threshold_are_applied(run: Run, shared_data: Path) -> None:
    only = json.dumps({"field": "meta.language", "operator": "==", "value": "xx"})
    result = run("ask", PIRACY, "--filter", only, "--data-dir", shared_data)
    assert (result.exit_code, result.stdout) == (0, "No answer: no passage matches.\n")
    sure = run("ask", PIRACY, "--threshold", "0.999", "--data-dir", shared_data)
    assert sure.stdout.startswith("No answer: no passage answers this surely enough.\n")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--filter", "{"], "--filter is not JSON: "),
        (["--filter", '{"field": "a"}'], "filters.operator is required"),
        (["--filter", '{"field": "nowhere.a.b", "operator": "=="}'], "filters.value is required"),
        (["--top-k", "0"], "top_k must be at least 1"),
        (["--threshold", "nan"], "threshold must be a finite number"),
    ],
)
def test_wrong_usage(run: Run, shared_data: Path, arguments: list[str], message: str) -> None:
    result = run("ask", "Qui ?", *arguments, "--data-dir", shared_data)
    assert (result.exit_code, result.stdout) == (2, "")
    assert message in result.stderr


def test_a_blank_question_is_wrong_usage(run: Run, shared_data: Path) -> None:
    result = run("ask", " ", "--data-dir", shared_data)
    assert result.exit_code == 2
    assert "question must not be blank" in result.stderr


def test_an_empty_index_says_how_to_fill_it(run: Run, tmp_path: Path) -> None:
    result = run("ask", "Who opened the bridge?", "--data-dir", tmp_path / "my data")
    assert result.exit_code == 0
    command = f"citeqa index --data-dir '{tmp_path}/my data' FOLDER"
    assert result.stdout == f"No answer: the index is empty.\nFill it with: {command}\n"


def reply_with(quote: str, answer: str) -> Reply:
    start = quote.index(answer)
    place = (start, start + len(answer), quote, 0, len(quote))
    citation = Citation("a", "v", "[red]T[/]", None, None, None, "en", *place, "a#0-9")
    cited = CitedAnswer(answer, 0.9, Confidence.HIGH, "en", (citation,))
    return Reply("Q?", "en", True, (cited,), None, (), IndexState(1, 1, 1), {})


def test_brackets_are_text_and_escape_sequences_are_not_obeyed(
    capsys: pytest.CaptureFixture[str],
) -> None:
    quote = "He [bold]said[/bold] \x1b[2J\r\n[link=x]yes\u202e."
    console = Console(force_terminal=True, width=80, color_system="standard", markup=False)
    print_reply(console, reply_with(quote, "yes"), None)
    printed = capsys.readouterr().out
    assert "[bold]said[/bold]" in printed and "[red]T[/]" in printed
    assert "\x1b[2J" not in printed and "\u202e" not in printed
    assert "\x1b[1;7myes\x1b[0m" in printed
