"""Ids of articles are names and never paths: nothing of them reaches the file system."""

import json
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from click.testing import CliRunner
from flask.testing import FlaskClient

from service.cli import main

IDS = [
    "../../../etc/passwd",
    "/etc/passwd",
    "..\\..\\windows\\system.ini",
    "C:\\boot.ini",
    "file:///etc/passwd",
    "a/../../b",
    "%2e%2e%2f%2e%2e%2fetc%2fpasswd",
    "....//....//etc/passwd",
    "citeqa.sqlite",
    "a\nb",
    "a; rm -rf /",
    "$(id)",
    "' OR 1=1 --",
    "\u202ecod.exe",
    "e\u0301",
    "\u00e9",
]


@pytest.mark.parametrize("article_id", IDS)
def test_an_id_is_a_name(client: FlaskClient, article_id: str) -> None:
    path = f"/v1/articles/{quote(article_id, safe='')}"
    text = f"Le maire a planté {len(article_id)} tilleuls."

    assert client.put(path, json={"text": text}).status_code == 201
    found = client.get(path).json
    assert (found["id"], found["text"]) == (article_id, text)
    assert client.get("/v1/articles").json["total"] == 1
    assert client.delete(path).status_code == 204


def test_two_spellings_of_one_letter_are_two_ids(client: FlaskClient) -> None:
    # An id is compared as it was sent: no normalisation makes two ids one.
    for number, article_id in enumerate(["\u00e9", "e\u0301", "É"]):
        path = f"/v1/articles/{quote(article_id)}"
        assert client.put(path, json={"text": f"{number} arbres."}).status_code == 201
    assert client.get("/v1/articles").json["total"] == 3


def _files(folder: Path) -> set[Path]:
    return {path.relative_to(folder) for path in folder.rglob("*")}


def test_no_command_writes_where_an_id_points(tmp_path: Path) -> None:
    """Import, export, backup and restore of such ids leave files only where they were told."""
    lines = [json.dumps({"id": each, "text": f"Un {at} deux."}) for at, each in enumerate(IDS)]
    (tmp_path / "in.jsonl").write_text("\n".join(lines), encoding="utf-8")

    def run(*arguments: Any) -> None:
        done = CliRunner().invoke(main, [str(each) for each in arguments])
        assert done.exit_code == 0, done.output

    data, other = ("--data-dir", tmp_path / "data"), ("--data-dir", tmp_path / "other")
    run("import", tmp_path / "in.jsonl", *data)
    run("export", tmp_path / "out.jsonl", *data)
    run("backup", tmp_path / "copy.sqlite", *data)
    run("restore", tmp_path / "copy.sqlite", *other)
    run("export", tmp_path / "again.jsonl", *other)

    out = (tmp_path / "out.jsonl").read_text(encoding="utf-8")
    assert {json.loads(line)["id"] for line in out.split("\n") if line} == set(IDS)
    assert (tmp_path / "again.jsonl").read_text(encoding="utf-8") == out
    names = {"in.jsonl", "out.jsonl", "again.jsonl", "copy.sqlite", "data", "other"}
    assert {path.parts[0] for path in _files(tmp_path)} == names
    inside = {path.parts[1] for path in _files(tmp_path) if len(path.parts) > 1}
    assert all(name.startswith(("citeqa.sqlite", "generations")) for name in inside), inside
