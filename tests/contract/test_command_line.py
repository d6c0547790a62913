"""The command line over Milvus."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from service.cli import main

EXAMPLES = Path(__file__).parents[2] / "examples" / "articles"


@pytest.fixture
def citeqa(monkeypatch, lite_stores):
    uri = lite_stores[0].cluster.collections.connection.uri
    settings = {"STORE": "milvus", "URI": uri, "PREFIX": "contract", "SECONDS": "30"}
    for name, value in settings.items():
        variable = f"CITEQA_{name}" if name == "STORE" else f"CITEQA_MILVUS_{name}"
        monkeypatch.setenv(variable, value)

    def run(*arguments, status=0):
        result = CliRunner().invoke(main, arguments)
        assert result.exit_code == status, result.output
        return result

    return run


def test_index_ask_and_examine(citeqa, monkeypatch):
    citeqa("index", str(EXAMPLES))
    told = json.loads(citeqa("ask", "--json", "Combien de bornes suivront les esturgeons ?").stdout)
    assert told["answered"]
    found = json.loads(citeqa("doctor", "--json").stdout)
    assert found["ok"]
    checks = {check["name"]: check["detail"] for check in found["checks"]}
    assert checks["articles and passages"].startswith("12 articles, ")
    assert checks["left behind"].startswith("0 rows")
    assert "data directory" in citeqa("reindex", status=2).output
    monkeypatch.setenv("CITEQA_PASSAGE_PIECES", "100")
    again = json.loads(citeqa("doctor", "--json", status=1).stdout)
    problems = [check["name"] for check in again["checks"] if not check["ok"]]
    assert problems == ["passage settings"]


def test_doctor_when_milvus_is_away(citeqa, monkeypatch):
    monkeypatch.setenv("CITEQA_MILVUS_URI", "http://127.0.0.1:1")
    monkeypatch.setenv("CITEQA_MILVUS_SECONDS", "1")
    found = json.loads(citeqa("doctor", "--json", status=1).stdout)
    assert [check["name"] for check in found["checks"] if not check["ok"]] == ["milvus"]
