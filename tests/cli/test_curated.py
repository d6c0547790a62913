"""`citeqa curated`, and curated answers in `citeqa ask` and `citeqa doctor`."""

import json
from pathlib import Path

from tests.cli.conftest import Run

QUESTION = "Où se tiendra la réunion extraordinaire sur la piraterie ?"
TABLE = f"""id,question,answer,article_id,title,url
hours,When is the office open?,From 9 to 5.,,Opening hours,https://office.example/
hours,Quand le bureau est-il ouvert ?,,,,
piracy,{QUESTION},le 18 février à Cotonou,sommet-lome,,
"""


def test_a_table_goes_in_and_comes_out(run: Run, own_data: Path, tmp_path: Path) -> None:
    (tmp_path / "answers.csv").write_text(TABLE)
    result = run("curated", "import", tmp_path / "answers.csv", "--data-dir", own_data)
    assert (result.exit_code, result.stdout) == (0, "2 added, 0 replaced\n")
    listed = run("curated", "list", "--data-dir", own_data).stdout.splitlines()
    assert listed == [
        "hours\tok\tWhen is the office open?\tFrom 9 to 5.",
        f"piracy\tok\t{QUESTION}\tle 18 février à Cotonou",
    ]
    assert run("curated", "list", "--limit", "1", "--data-dir", own_data).stderr.startswith(
        "1 of 2"
    )
    table = run("curated", "export", "-", "--data-dir", own_data).stdout
    again = tmp_path / "again.csv"
    assert run("curated", "export", again, "--data-dir", own_data).exit_code == 0
    assert again.read_bytes().decode() == table.replace("\n", "\r\n").replace("\r\r", "\r")
    assert run("curated", "export", again, "--data-dir", own_data).exit_code == 2
    before = run("curated", "list", "--json", "--data-dir", own_data).stdout
    assert run("curated", "import", again, "--data-dir", own_data).stdout == "0 added, 2 replaced\n"
    after = json.loads(run("curated", "list", "--json", "--data-dir", own_data).stdout)
    for entry, old in zip(after["curated"], json.loads(before)["curated"], strict=True):
        assert entry | {"updated_at": ""} == old | {"updated_at": ""}

    reply = run("ask", "when is the OFFICE open", "--data-dir", own_data)
    assert reply.stdout.startswith("From 9 to 5.")
    assert "Opening hours · https://office.example/" in reply.stdout
    assert "curated answer hours, for: When is the office open?" in reply.stdout
    reply = json.loads(run("ask", "--json", QUESTION, "--data-dir", own_data).stdout)
    assert reply["curated"]["id"] == "piracy"
    assert reply["answers"][0]["citations"][0]["quote"].endswith("le 18 février à Cotonou.")

    assert run("doctor", "--data-dir", own_data).exit_code == 0
    run("articles", "delete", "sommet-lome", "--data-dir", own_data)
    doctor = run("doctor", "--data-dir", own_data)
    assert doctor.exit_code == 1
    assert "1 of 2 are not given, as their articles changed: piracy" in doctor.stdout
    assert "piracy\tstale" in run("curated", "list", "--data-dir", own_data).stdout

    gone = run("curated", "delete", "piracy", "other", "--data-dir", own_data)
    assert (gone.exit_code, gone.stdout) == (1, "1 deleted\n")
    assert gone.stderr == "There is no curated answer 'other'.\n"


def test_wrong_rows_are_numbered(run: Run, own_data: Path, tmp_path: Path) -> None:
    file = tmp_path / "answers.csv"
    file.write_text(TABLE + "x,Qui ?,y,nowhere,,\n")
    result = run("curated", "import", file, "--data-dir", own_data)
    assert result.exit_code == 2
    assert "row 5, article_id is not the id of a stored article" in result.stderr
    assert run("curated", "list", "--data-dir", own_data).stdout == ""
    file.write_bytes("id,question,answer,title\na,Où ?,là,t\n".encode("utf-16"))
    result = run("curated", "import", file, "--data-dir", own_data)
    assert (result.exit_code, result.stderr) == (2, "Error: The table is not in UTF-8.\n")
