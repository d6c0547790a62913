"""The command line, called in this process, on a real engine with the shipped models."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from service.cli import main

EXAMPLES = Path(__file__).parents[2] / "examples" / "articles"

Run = Callable[..., Result]


def invoke(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, [str(each) for each in arguments])


@pytest.fixture(autouse=True)
def _no_settings_of_the_caller(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("CITEQA_DATA_DIR", "CITEQA_CONFIG"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)


@pytest.fixture(scope="session")
def shared_data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data directory with the examples; not to be written to."""
    data = tmp_path_factory.mktemp("shared") / "data"
    result = invoke("index", EXAMPLES, "--data-dir", data)
    assert result.exit_code == 0, result.output
    return data


@pytest.fixture
def own_data(shared_data: Path, tmp_path: Path) -> Path:
    """The same, to be written to."""
    return Path(shutil.copytree(shared_data, tmp_path / "data"))


@pytest.fixture
def run() -> Run:
    return invoke
