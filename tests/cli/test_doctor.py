"""`citeqa doctor`."""

import json
import shutil
import sqlite3
from pathlib import Path

import pytest

from index.doctor import check_models
from index.shipped import MODELS
from tests.cli.conftest import Run


def problems(run: Run, data: Path) -> dict[str, str]:
    result = run("doctor", "--json", "--data-dir", data)
    report = json.loads(result.stdout)
    found = {each["name"]: each["detail"] for each in report["checks"] if not each["ok"]}
    assert (result.exit_code, report["ok"]) == (1 if found else 0, not found)
    return found


def test_a_sound_index(run: Run, shared_data: Path) -> None:
    result = run("doctor", "--data-dir", shared_data)
    assert result.exit_code == 0
    assert all(line.startswith("ok       ") for line in result.stdout.splitlines())
    assert "ok       articles and passages: 12 articles, " in result.stdout


def test_no_index_yet_is_no_problem_and_none_is_made(run: Run, tmp_path: Path) -> None:
    result = run("doctor", "--data-dir", tmp_path / "none")
    assert result.exit_code == 0
    assert "there is none yet" in result.stdout
    assert not (tmp_path / "none").exists()


def test_a_wrong_setting_is_a_problem(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CITEQA_WORKERS", "0")
    result = run("doctor")
    assert result.exit_code == 1
    assert "problem  settings: workers (CITEQA_WORKERS): " in result.stdout


_FIRST = "WHERE number = (SELECT min(number) FROM passages)"


@pytest.mark.parametrize(
    ("statement", "check", "detail"),
    [
        (f"UPDATE passages SET content = 'x' {_FIRST}", "articles and passages", "is not what"),
        (f"UPDATE passages SET meta = '{{}}' {_FIRST}", "articles and passages", "has no place"),
        (
            f"UPDATE passages SET meta = json_set(meta, '$.article_version', '0') {_FIRST}",
            "articles and passages",
            "names another article",
        ),
        (f"DELETE FROM passages {_FIRST}", "articles and passages", "passages, not"),
        (
            f"UPDATE passages SET article_id = NULL {_FIRST}",
            "articles and passages",
            "belongs to no article",
        ),
        (
            "UPDATE articles SET text = text || 'x' WHERE id = 'sommet-lome'",
            "articles and passages",
            "is not what its version says",
        ),
        (
            "UPDATE articles SET description = '[' WHERE id = 'sommet-lome'",
            "articles and passages",
            "cannot be read",
        ),
        ("DELETE FROM articles WHERE id = 'sommet-lome'", "database file", "refers to nothing"),
        (f"DELETE FROM vectors {_FIRST}", "embeddings", "has none"),
        (
            f"UPDATE vectors SET embedding = x'66' {_FIRST}",
            "embeddings",
            "have 0 numbers (1, such",
        ),
        (f"UPDATE vectors SET embedding = x'6600' {_FIRST}", "embeddings", "is damaged"),
        (
            "UPDATE vectors SET embedding = CAST(x'66' || x'0000c07f' || substr(embedding, 6) "
            "AS BLOB) WHERE number = (SELECT max(number) FROM passages)",
            "embeddings",
            "not finite",
        ),
        (
            f"DELETE FROM terms {_FIRST}",
            "search terms",
            "cannot be found",
        ),
        ("INSERT INTO terms (number, words) VALUES (9999, 'x')", "search terms", "to no passage"),
        (f"UPDATE terms SET words = 'x' {_FIRST}", "search terms", "other words"),
        ("UPDATE counts SET value = 7 WHERE name = 'passages'", "counts", "and 7 were counted"),
        (
            "UPDATE facts SET value = 'other' WHERE name = 'encoder'",
            "encoder of the index",
            "Run 'citeqa reindex'",
        ),
    ],
)
def test_damage_is_found(run: Run, own_data: Path, statement: str, check: str, detail: str) -> None:
    with sqlite3.connect(own_data / "citeqa.sqlite") as connection:
        connection.execute(statement)
    connection.close()
    assert detail in problems(run, own_data)[check]


def test_a_file_that_is_no_database(run: Run, tmp_path: Path) -> None:
    (tmp_path / "citeqa.sqlite").write_bytes(b"not a database at all" * 100)
    assert "file is not a database" in problems(run, tmp_path)["index"]


def test_damaged_pages(run: Run, own_data: Path) -> None:
    file = own_data / "citeqa.sqlite"
    connection = sqlite3.connect(file)
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    content = bytearray(file.read_bytes())
    content[8192:] = bytes(len(content) - 8192)
    file.write_bytes(content)
    found = problems(run, own_data)
    assert found


def test_damaged_and_missing_models(tmp_path: Path) -> None:
    folder = tmp_path / "models"
    folder.mkdir()
    shutil.copy(MODELS / "SHA256SUMS", folder)
    (folder / "reader.onnx").write_bytes(b"x")
    check = check_models(folder)
    assert not check.ok
    assert "reader.onnx: does not match" in check.detail
    assert "encoder.onnx: is missing" in check.detail
    assert not check_models(tmp_path / "nowhere").ok
    (folder / "SHA256SUMS").unlink()
    assert check_models(folder).ok


def test_fix_mends_what_can_be_made_again_and_says_what_cannot(run: Run, own_data: Path) -> None:
    made = run("keys", "create", "bot", "--scope", "ask", "--data-dir", own_data)
    assert made.exit_code == 0
    (own_data / "records.sqlite").chmod(0o644)
    with sqlite3.connect(own_data / "citeqa.sqlite") as connection:
        connection.execute(f"UPDATE passages SET content = 'x' {_FIRST}")
        connection.execute("UPDATE counts SET value = 7 WHERE name = 'passages'")
    connection.close()
    before = problems(run, own_data)
    assert {"articles and passages", "counts", "records"} <= set(before)

    fixed = run("doctor", "--fix", "--data-dir", own_data)

    assert fixed.exit_code == 0, fixed.stdout
    lines = [line for line in fixed.stdout.splitlines() if line.startswith("fixed    ")]
    assert [line.split(":")[0].removeprefix("fixed    ") for line in lines] == [
        "records",
        "counts",
        "articles and passages",
    ]
    assert (own_data / "records.sqlite").stat().st_mode & 0o777 == 0o600
    assert problems(run, own_data) == {}
    answer = run("ask", "Où se tient le sommet ?", "--json", "--data-dir", own_data)
    assert answer.exit_code == 0

    with sqlite3.connect(own_data / "citeqa.sqlite") as connection:
        connection.execute("UPDATE articles SET text = text || 'x' WHERE id = 'sommet-lome'")
    connection.close()
    result = run("doctor", "--fix", "--json", "--data-dir", own_data)
    report = json.loads(result.stdout)
    assert (result.exit_code, report["ok"]) == (1, False)
    (repair,) = report["repairs"]
    assert not repair["done"]
    assert "article sommet-lome is damaged" in repair["detail"]


def test_fix_makes_no_index(run: Run, tmp_path: Path) -> None:
    result = run("doctor", "--fix", "--data-dir", tmp_path / "none")
    assert result.exit_code == 0
    assert not (tmp_path / "none").exists()


def test_a_password_in_an_address_is_not_shown(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CITEQA_STORE", "milvus")
    monkeypatch.setenv("CITEQA_MILVUS_URI", "http://root:hunter2@127.0.0.1:9")
    monkeypatch.setenv("CITEQA_MILVUS_SECONDS", "0.2")
    result = run("doctor")
    assert "ok       settings: http://***@127.0.0.1:9" in result.stdout
    assert "hunter2" not in result.output
