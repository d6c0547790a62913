"""`citeqa keys`."""

import json
import re
from pathlib import Path

from tests.cli.conftest import Run


def test_a_key_is_made_and_shown_once(run: Run, tmp_path: Path) -> None:
    made = run("keys", "create", "chatbot", "--scope", "ask", "--data-dir", tmp_path)
    assert made.exit_code == 0
    # The key alone, so that a script can take it.
    assert re.fullmatch(r"cqa_[0-9a-f]{12}_[0-9a-f]{64}\n", made.stdout)
    assert "not shown again" in made.stderr
    _, key_id, secret = made.stdout.strip().split("_")

    listed = run("keys", "list", "--data-dir", tmp_path)
    assert listed.stdout == f"{key_id}\task\tvalid\tnever used\tchatbot\n"
    as_json = run("keys", "list", "--json", "--data-dir", tmp_path)
    assert json.loads(as_json.stdout)["keys"][0]["revoked"] is None
    assert secret not in listed.stdout + as_json.stdout


def test_json_has_all_that_is_known(run: Run, tmp_path: Path) -> None:
    made = run(
        "keys", "create", "é", "--scope", "write", "--expires", 3, "--json", "--data-dir", tmp_path
    )
    value = json.loads(made.stdout)
    assert value["key"].startswith(f"cqa_{value['id']}_")
    assert (value["name"], value["scope"]) == ("é", "write")
    assert value["expires"] > value["created"]


def test_revoking(run: Run, tmp_path: Path) -> None:
    made = run("keys", "create", "bot", "--scope", "admin", "--data-dir", tmp_path)
    key_id = made.stdout.split("_")[1]

    revoked = run("keys", "revoke", key_id, "--data-dir", tmp_path)

    assert (revoked.exit_code, revoked.stdout) == (0, f"{key_id} is revoked: bot\n")
    listed = run("keys", "list", "--data-dir", tmp_path).stdout
    assert listed == f"{key_id}\tadmin\trevoked\tnever used\tbot\n"


def test_what_cannot_be(run: Run, tmp_path: Path) -> None:
    for arguments, message in (
        (["create", "bot"], "Missing option '--scope'"),
        (["create", "bot", "--scope", "all"], "'all' is not one of 'ask', 'write', 'admin'"),
        (["create", "", "--scope", "ask"], "Error: A key's name has 1 to 100 characters"),
        (["create", "b", "--scope", "ask", "--expires", "0"], "Error: A key expires in 1 to"),
        (["revoke", "abc"], "Error: There is no key 'abc'"),
    ):
        data = [] if "--scope" not in arguments else ["--data-dir", tmp_path]
        result = run("keys", *arguments, *data)
        assert result.exit_code == 2
        assert message in result.stderr
    assert list(tmp_path.iterdir()) == []


def test_none_yet(run: Run, tmp_path: Path) -> None:
    result = run("keys", "list", "--data-dir", tmp_path / "none")
    assert (result.exit_code, result.stdout) == (0, "")
    assert not (tmp_path / "none").exists()
