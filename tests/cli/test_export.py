"""`citeqa export` and `citeqa import`."""

import io
import json
import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from service.cli import main
from service.settings import load_settings
from service.wiring import build_engine
from tests.cli.conftest import Run

FRENCH = '{"field": "language", "operator": "==", "value": "fr"}'
CITEQA = Path(sys.executable).with_name("citeqa")


@pytest.fixture
def exported(run: Run, shared_data: Path, tmp_path: Path) -> Path:
    file = tmp_path / "articles.jsonl"
    result = run("export", file, "--data-dir", shared_data)
    assert (result.exit_code, result.stdout) == (0, "12 articles\n")
    return file


def test_there_and_back_through_a_pipe(run: Run, shared_data: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    command = f"{CITEQA} export - --data-dir {shared_data} | {CITEQA} import - --data-dir {other}"
    result = subprocess.run(command, check=False, shell=True, capture_output=True, text=True)
    assert (result.returncode, result.stderr) == (0, "")
    assert result.stdout == "12 added, 0 changed, 0 unchanged, 0 removed, 0 failed\n"
    first, second = (run("export", "-", "--data-dir", data) for data in (shared_data, other))
    assert first.stdout == second.stdout
    versions = [
        [(each["id"], each["version"]) for each in json.loads(listed.stdout)["articles"]]
        for data in (shared_data, other)
        for listed in [run("articles", "list", "--json", "--data-dir", data)]
    ]
    assert versions[0] == versions[1]
    assert run("doctor", "--data-dir", other).exit_code == 0


def test_indexing_gives_the_same_articles(run: Run, exported: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    assert run("index", exported, "--data-dir", other).stdout.startswith("12 added, ")
    assert run("export", "-", "--data-dir", other).stdout_bytes == exported.read_bytes()
    again = run("import", exported, "--data-dir", other)
    assert again.stdout == "0 added, 0 changed, 12 unchanged, 0 removed, 0 failed\n"


def test_filtered(run: Run, shared_data: Path) -> None:
    result = run("export", "-", "--filter", FRENCH, "--data-dir", shared_data)
    records = [json.loads(line) for line in result.stdout.splitlines()]
    assert len(records) == 10 and {each["language"] for each in records} == {"fr"}
    wrong = run("export", "-", "--filter", "{", "--data-dir", shared_data)
    assert (wrong.exit_code, "must be a filter in JSON" in wrong.stderr) == (2, True)


def test_nothing_in_an_article_steers_a_terminal(run: Run, tmp_path: Path) -> None:
    text = "Le pont\x9b2J \u202ea rouvert.\x1b[0m"
    data = tmp_path / "data"
    build_engine(load_settings(data_dir=data)).add([])
    file = tmp_path / "given.jsonl"
    file.write_text(json.dumps({"id": "a", "text": text}))
    run("import", file, "--data-dir", data)
    line = run("export", "-", "--data-dir", data).stdout
    assert json.loads(line) == {"id": "a", "text": text}
    assert not {"\x9b", "\u202e", "\x1b"} & set(line)


def test_a_file_is_replaced_by_force_only(run: Run, shared_data: Path, exported: Path) -> None:
    exported.write_text("mine")
    refused = run("export", exported, "--data-dir", shared_data)
    assert (refused.exit_code, exported.read_text()) == (2, "mine")
    assert refused.stderr == f"Error: {exported} exists already; --force replaces it.\n"
    assert run("export", "--force", exported, "--data-dir", shared_data).exit_code == 0
    assert len(exported.read_bytes().splitlines()) == 12


def test_no_file_and_no_index_where_there_is_none(run: Run, tmp_path: Path) -> None:
    result = run("export", tmp_path / "a.jsonl", "--data-dir", tmp_path / "typo")
    assert (result.exit_code, list(tmp_path.iterdir())) == (2, [])
    missing = run("export", tmp_path / "no" / "a.jsonl", "--data-dir", tmp_path)
    assert (missing.exit_code, missing.stderr.count("\n")) == (2, 1)


def test_imported_articles_are_never_pruned(run: Run, exported: Path, tmp_path: Path) -> None:
    data = tmp_path / "data"
    run("import", exported, "--data-dir", data)
    exported.unlink()
    (tmp_path / "neu.txt").write_text("Le pont a rouvert lundi.", encoding="utf-8")
    assert "0 removed" in run("index", "--prune", tmp_path, "--data-dir", data).stdout
    assert len(build_engine(load_settings(data_dir=data)).store.ids()) == 13


def test_an_import_replaces_what_has_the_id(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "articles"
    folder.mkdir()
    (folder / "un.txt").write_text("Le pont est fermé.", encoding="utf-8")
    run("index", folder)
    given = json.dumps({"id": "un", "text": "Le pont a rouvert lundi."}).encode()
    result = CliRunner().invoke(main, ["import", "-"], input=io.BytesIO(given))
    assert result.stdout == "0 added, 1 changed, 0 unchanged, 0 removed, 0 failed\n"


def test_a_bad_line_is_named_and_the_rest_goes_in(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "a.jsonl"
    file.write_text('{"id": "a", "text": "Une phrase."}\n{broken\n{"id": "b", "text": "Deux."}')
    result = run("import", file)
    assert result.exit_code == 1
    assert result.stdout == "2 added, 0 changed, 0 unchanged, 0 removed, 1 failed\n"
    assert result.stderr.startswith(f"{file}:2: is not JSON")


def on_a_terminal(*arguments: str | Path) -> str:
    """What a command writes on standard error when that is a terminal."""
    here, there = pty.openpty()
    environment = os.environ | {"TERM": "xterm", "COLUMNS": "120"}
    process = subprocess.Popen(
        [CITEQA, *arguments], stdout=subprocess.DEVNULL, stderr=there, env=environment
    )
    os.close(there)
    written = b""
    try:
        while data := os.read(here, 65536):
            written += data
    except OSError:
        pass  # the other end is closed
    os.close(here)
    assert process.wait() == 0
    return written.decode()


@pytest.mark.parametrize("command", ["import", "index"])
def test_a_bar_tells_articles_and_their_rate(exported: Path, tmp_path: Path, command: str) -> None:
    lines = exported.read_text(encoding="utf-8").splitlines()
    many = [json.loads(line) | {"id": f"{n}-{m}"} for n in range(4) for m, line in enumerate(lines)]
    exported.write_text("".join(json.dumps(each) + "\n" for each in many))
    written = on_a_terminal(command, exported, "--data-dir", tmp_path / "data")
    assert "Indexing" in written and "%" in written
    assert "articles, " in written and "/s" in written
    # While the first batch is embedded, and at the end.
    assert " 31 articles" in written
    assert "100%" in written and " 48 articles" in written
