"""`citeqa articles`."""

import json
from pathlib import Path

from service.cli.console import visible
from tests.cli.conftest import EXAMPLES, Run

FRENCH = '{"field": "language", "operator": "==", "value": "fr"}'


def test_list_in_order_with_tabs(run: Run, shared_data: Path) -> None:
    result = run("articles", "list", "--limit", 2, "--data-dir", shared_data)
    assert result.exit_code == 0
    first, second = (line.split("\t") for line in result.stdout.splitlines())
    assert first[0] == "accord-eau-dakar" and first[2] == "fr"
    assert second[:3] == ["entretiens-astana", "2024-03-14T18:42", "fr"]
    assert result.stderr == "2 of 12; go on with --after 'entretiens-astana'\n"


def test_list_as_json_filtered(run: Run, shared_data: Path) -> None:
    result = run("articles", "list", "--json", "--filter", FRENCH, "--data-dir", shared_data)
    listed = json.loads(result.stdout)
    assert set(listed) == {"articles", "total", "next"}
    assert listed["total"] == len(listed["articles"]) == 10
    assert {each["language"] for each in listed["articles"]} == {"fr"}


def test_show(run: Run, shared_data: Path) -> None:
    result = run("articles", "show", "tunnel-grand-merle", "--data-dir", shared_data)
    assert result.stdout.startswith("id: tunnel-grand-merle\ntitle: Fissures\u202f: le tunnel")
    assert "coûtera 8,9 millions d’euros." in result.stdout
    as_json = run("articles", "show", "tunnel-grand-merle", "--json", "--data-dir", shared_data)
    shown = json.loads(as_json.stdout)
    assert shown["text"].encode() == (EXAMPLES / "tunnel-grand-merle.txt").read_bytes()


def test_show_what_is_not_there(run: Run, shared_data: Path) -> None:
    result = run("articles", "show", "nothing", "--data-dir", shared_data)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == "Error: There is no article 'nothing'.\n"


def test_delete_names_each_that_is_missing(run: Run, own_data: Path) -> None:
    result = run("articles", "delete", "x", "sommet-lome", "y", "--data-dir", own_data)
    assert (result.exit_code, result.stdout) == (1, "1 deleted\n")
    assert result.stderr == "There is no article 'x'.\nThere is no article 'y'.\n"
    again = run("articles", "delete", "sommet-lome", "--data-dir", own_data)
    assert (again.exit_code, again.stdout) == (1, "0 deleted\n")
    assert run("doctor", "--data-dir", own_data).exit_code == 0


def test_visible_keeps_the_length() -> None:
    assert visible("a\x1b[0m\r\n\t\x9b\u202eé") == "a�[0m \n\t��é"
