"""`citeqa compact`, and what `citeqa index` does of it."""

from pathlib import Path

import pytest

from index.store.generations import due
from index.store.generations.folder import GenerationFolder
from tests.cli.conftest import EXAMPLES, Run


def test_by_hand(run: Run, own_data: Path) -> None:
    result = run("compact", "--data-dir", own_data)
    assert result.exit_code == 0
    [made] = GenerationFolder(own_data).finished()
    assert result.stdout == f"59 passages in generation {made.name}\n"
    checked = run("doctor", "--data-dir", own_data)
    assert checked.exit_code == 0 and made.name in checked.stdout
    assert (
        "Cotonou"
        in run("ask", "Où ira la réunion sur la piraterie ?", "--data-dir", own_data).stdout
    )


def test_damage_is_reported(run: Run, own_data: Path) -> None:
    run("compact", "--data-dir", own_data)
    [made] = GenerationFolder(own_data).finished()
    file = made / "vectors.faiss"
    file.write_bytes(file.read_bytes()[:-1] + b"\x07")
    result = run("doctor", "--data-dir", own_data)
    assert result.exit_code == 1
    assert "vectors.faiss: has another checksum" in result.stdout


def test_another_process_is_at_it(run: Run, own_data: Path) -> None:
    with GenerationFolder(own_data).making():
        result = run("compact", "--data-dir", own_data)
    assert (result.exit_code, result.stdout) == (2, "")
    assert "Another process is making a generation" in result.stderr


def test_indexing_ends_with_it_when_it_is_due(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert run("index", EXAMPLES, "--data-dir", tmp_path).exit_code == 0
    assert GenerationFolder(tmp_path).finished() == []
    monkeypatch.setattr(due, "LEAST", 10)
    assert run("index", EXAMPLES, "--data-dir", tmp_path).exit_code == 0
    assert len(GenerationFolder(tmp_path).finished()) == 1
