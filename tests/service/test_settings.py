"""Settings: each source, which one wins, and what is said of wrong ones."""

import re
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest

from service.settings import CONFIG, PREFIX, InvalidSettings, Settings, load_settings

DEFAULTS = CONFIG / "default.toml"


@pytest.fixture(autouse=True)
def _clean(monkeypatch: pytest.MonkeyPatch) -> None:
    import os

    for name in list(os.environ):
        if name.upper().startswith(PREFIX):
            monkeypatch.delenv(name)


def own_file(monkeypatch: pytest.MonkeyPatch, folder: Path, text: str) -> None:
    path = folder / "own.toml"
    path.write_text(text, encoding="utf-8")
    monkeypatch.setenv("CITEQA_CONFIG", str(path))


def test_defaults_are_those_of_the_file() -> None:
    told = tomllib.loads(DEFAULTS.read_text(encoding="utf-8"))
    found = load_settings().model_dump()
    assert set(told) == set(Settings.model_fields)
    assert found | {"data_dir": str(found["data_dir"])} == told


def test_every_setting_is_explained_with_its_variable() -> None:
    """Each setting stands below a comment that names its environment variable."""
    comment, explained = "", {}
    for line in DEFAULTS.read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            comment += line + "\n"
        elif setting := re.match(r"(\w+) = ", line):
            explained[setting[1]] = comment
        else:
            comment = ""
    assert set(explained) == set(Settings.model_fields)
    for name, text in explained.items():
        assert re.search(rf"\b{PREFIX}{name.upper()}\b", text), name
    named = set(re.findall(rf"\b{PREFIX}(\w+)", DEFAULTS.read_text(encoding="utf-8")))
    assert named == {name.upper() for name in Settings.model_fields} | {"CONFIG"}


def test_precedence(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    assert load_settings().workers == 2
    own_file(monkeypatch, tmp_path, "workers = 3\nthreads = 15\nretrieval_depth = 7\n")
    assert load_settings().workers == 3
    monkeypatch.setenv("CITEQA_WORKERS", "4")
    assert load_settings().workers == 4
    assert load_settings(workers=6).workers == 6
    assert load_settings(workers=None).workers == 4
    found = load_settings(threads=19)
    assert (found.threads, found.retrieval_depth, found.fusion_k) == (19, 7, 0)


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("data_dir", "/x/y", Path("/x/y")),
        ("text_embedder_args", '{"threads": 2, "a": [1]}', {"threads": 2, "a": [1]}),
        ("reader_args", "{}", {}),
        ("threshold", "0.25", 0.25),
        ("log_text", "true", True),
        ("reader", "transformers", "transformers"),
        ("bm25_weight", "2", 2.0),
        ("bm25_weight_across_languages", "-1", -1.0),
        (
            "cors_origins",
            "https://a.example, http://[::1]:3000",
            ["https://a.example", "http://[::1]:3000"],
        ),
        ("cors_origins", "", []),
        ("cors_origins", ' ["https://a.example", "*"]', ["https://a.example", "*"]),
        ("rate_limit", "10/second; 5000/day", "10/second; 5000/day"),
        ("rate_limit_storage", "redis://localhost:6379/0", "redis://localhost:6379/0"),
    ],
)
def test_environment(monkeypatch: pytest.MonkeyPatch, name: str, text: str, value: Any) -> None:
    monkeypatch.setenv(PREFIX + name.upper(), text)
    assert getattr(load_settings(), name) == value


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("workers", "0"),
        ("workers", "many"),
        ("workers", ""),
        ("passage_pieces", "31"),
        ("passage_pieces", "401"),
        ("passage_overlap", "6"),
        ("threshold", "1.5"),
        ("threshold", "nan"),
        ("threshold", "-0.5"),
        ("bm25_weight", "10.5"),
        ("bm25_weight_across_languages", "-2"),
        ("fusion_k", "-1"),
        ("data_dir", ""),
        ("reader", "bert"),
        ("log_text", "perhaps"),
        ("bind", ""),
        ("text_embedder", ""),
        ("ingest_seconds", "0"),
        ("reader_args", "not json"),
        ("reader_args", "[1]"),
        ("text_embedder_args", ""),
        ("anonymous", "yes"),
        ("rate_limit", "often"),
        ("rate_limit_storage", ""),
        ("rate_limit_storage", "http://localhost"),
        ("rate_limit_storage", "redis://localhost:port"),
        ("trusted_proxies", "-1"),
        ("cors_origins", "https://a.example/"),
        ("cors_origins", "www.example.org"),
        ("cors_origins", '["https://a.example"'),
        ("cors_origins", "[1]"),
        ("cors_origins", "https://a.example,https://*.example.org"),
    ],
)
def test_a_wrong_value_is_named(monkeypatch: pytest.MonkeyPatch, name: str, text: str) -> None:
    variable = PREFIX + name.upper()
    monkeypatch.setenv(variable, text)
    with pytest.raises(InvalidSettings) as caught:
        load_settings()
    assert name in str(caught.value)
    assert variable in str(caught.value)


def test_a_wrong_origin_is_said_plainly(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CITEQA_CORS_ORIGINS", "www.example.org")
    with pytest.raises(InvalidSettings) as caught:
        load_settings()
    assert str(caught.value) == (
        "cors_origins (CITEQA_CORS_ORIGINS): must be an origin such as "
        "https://www.example.org, or *, not 'www.example.org'"
    )


def test_several_wrong_values_are_all_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CITEQA_WORKERS", "0")
    with pytest.raises(InvalidSettings, match=r"workers.*threads|threads.*workers"):
        load_settings(threads=0)


def test_what_kubernetes_sets_is_not_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("SERVICE_HOST", "SERVICE_PORT", "PORT", "PORT_8000_TCP_ADDR", "SERVICE_PORT_HTTP"):
        monkeypatch.setenv(f"CITEQA_{name}", "tcp://10.0.0.1:8000")
    assert load_settings().workers == 2


def test_unknown_variables(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CITEQA_WORKRES", "3")
    monkeypatch.setenv("CITEQA_", "3")
    with pytest.raises(InvalidSettings, match="CITEQA_, CITEQA_WORKRES"):
        load_settings()
    monkeypatch.delenv("CITEQA_WORKRES")
    monkeypatch.delenv("CITEQA_")
    monkeypatch.setenv("CITEQADATA", "x")
    load_settings()


def test_unknown_flags() -> None:
    with pytest.raises(InvalidSettings, match="wrokers: there is no such setting"):
        load_settings(wrokers=3)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("wrokers = 3", "wrokers: there is no such setting"),
        ("[server]\nworkers = 3", "server: there is no such setting"),
        ("workers = 'x'", "workers"),
        ("workers = ", "own.toml: Invalid value"),
        ("workers = 1\nworkers = 2", "own.toml: "),
    ],
)
def test_a_wrong_file(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, text: str, said: str
) -> None:
    own_file(monkeypatch, tmp_path, text)
    with pytest.raises(InvalidSettings, match=said):
        load_settings()


@pytest.mark.parametrize("content", [None, b"\xff\xfe"])
def test_a_file_that_cannot_be_read(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, content: bytes | None
) -> None:
    path = tmp_path / "own.toml"
    if content:
        path.write_bytes(content)
    monkeypatch.setenv("CITEQA_CONFIG", str(path))
    with pytest.raises(InvalidSettings):
        load_settings()


def test_settings_do_not_change() -> None:
    with pytest.raises(ValueError, match="frozen"):
        load_settings().workers = 3  # type: ignore[misc]


def test_redis_without_its_library(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "redis", None)
    monkeypatch.setenv("CITEQA_RATE_LIMIT_STORAGE", "redis://:hunter2@localhost:6379")
    with pytest.raises(InvalidSettings, match=r"needs the extra citeqa\[redis\]") as caught:
        load_settings()
    assert "hunter2" not in str(caught.value)
