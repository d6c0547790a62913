"""`citeqa config show`."""

import json
from pathlib import Path
from typing import Any

import pytest

from service.settings import Settings, load_settings
from tests.cli.conftest import Run


def shown(run: Run, *flags: str | Path) -> dict[str, tuple[Any, str]]:
    result = run("config", "show", "--json", *flags)
    assert result.exit_code == 0, result.stderr
    settings = json.loads(result.stdout)["settings"]
    return {each["name"]: (each["value"], each["origin"]) for each in settings}


def test_every_setting_with_what_the_service_will_take(run: Run) -> None:
    found = shown(run)
    assert list(found) == list(Settings.model_fields)
    taken = load_settings().model_dump(mode="json")
    assert {name: value for name, (value, _) in found.items()} == taken
    assert {origin for _, origin in found.values()} == {"default.toml"}


def test_the_origin_is_the_source_that_won(
    run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    own = tmp_path / "own.toml"
    own.write_text('workers = 3\nthreads = 25\ndata_dir = "/from/file"\n')
    monkeypatch.setenv("CITEQA_CONFIG", str(own))
    monkeypatch.setenv("CITEQA_WORKERS", "4")
    monkeypatch.setenv("CITEQA_DATA_DIR", "/from/environment")

    found = shown(run, "--data-dir", "here")

    assert found["data_dir"] == ("here", "flag --data-dir")
    assert found["workers"] == (4, "environment CITEQA_WORKERS")
    assert found["threads"] == (25, f"file {own}")
    assert found["bind"] == ("127.0.0.1:8000", "default.toml")
    assert shown(run)["data_dir"] == ("/from/environment", "environment CITEQA_DATA_DIR")


def test_a_table_is_of_all_that_have_a_part_in_it(
    run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    own = tmp_path / "own.toml"
    own.write_text("[reader_args]\nthreads = 1\n")
    monkeypatch.setenv("CITEQA_CONFIG", str(own))
    monkeypatch.setenv("CITEQA_READER_ARGS", '{"batch_size": 2}')
    value, origin = shown(run)["reader_args"]
    assert value == {"threads": 1, "batch_size": 2}
    assert origin == f"environment CITEQA_READER_ARGS, file {own}"


def test_no_secret_is_shown(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CITEQA_MILVUS_TOKEN", "root:hunter2")
    monkeypatch.setenv("CITEQA_MILVUS_URI", "https://root:hunter2@milvus.example:19530")
    monkeypatch.setenv("CITEQA_RATE_LIMIT_STORAGE", "redis://:hunter2@redis.example:6379/0")
    monkeypatch.setenv("CITEQA_READER_ARGS", '{"token": "hunter2", "deep": {"api_key": "hunter2"}}')
    for flags in ((), ("--json",)):
        result = run("config", "show", *flags)
        assert result.exit_code == 0
        assert "hunter2" not in result.output
        assert "redis://***@redis.example:6379/0" in result.stdout
    assert shown(run)["milvus_token"][0] == "***"


def test_what_is_wrong_is_named_without_secrets(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CITEQA_WORKERS", "0")
    monkeypatch.setenv("CITEQA_RATE_LIMIT_STORAGE", "http://:hunter2@redis.example")
    result = run("config", "show")
    assert result.exit_code == 2
    assert result.stdout == ""
    assert "workers (CITEQA_WORKERS): " in result.stderr
    assert "rate_limit_storage (CITEQA_RATE_LIMIT_STORAGE): " in result.stderr
    assert "hunter2" not in result.stderr


def test_for_people_there_is_one_line_for_each(run: Run) -> None:
    lines = run("config", "show").stdout.splitlines()
    assert len(lines) == len(Settings.model_fields)
    assert lines[0].split() == ["data_dir", '".citeqa"', "default.toml"]


def test_a_variable_that_is_no_setting(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CITEQA_WORKRES", "3")
    result = run("config", "show")
    assert result.exit_code == 2
    assert "CITEQA_WORKRES" in result.stderr
