"""Disks that are full or read-only, two indexers at once, and a clock that goes backwards."""

import contextlib
import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
EXAMPLES = ROOT / "examples" / "articles"
QUESTION = "Combien de bornes suivront la migration des alevins ?"


def _mount(*arguments):
    done = subprocess.run(["mount", *arguments], capture_output=True, text=True, check=False)
    return done.returncode == 0


@pytest.fixture
def small_disk(tmp_path, needed):
    """An empty disk of 2 MiB."""
    disk = tmp_path / "disk"
    disk.mkdir()
    if os.geteuid() != 0 or not _mount("-t", "tmpfs", "-o", "size=2m", "tmpfs", disk):
        needed("mount", "mounting a small disk takes root and the permission to mount")
    yield disk
    with contextlib.suppress(subprocess.CalledProcessError):
        subprocess.run(["umount", "--lazy", disk], check=True)


#: Large in the store and quick to read: there is nothing in it at all.
BULK = " " * 160_000


def _bulky(folder, count):
    folder.mkdir()
    for number in range(count):
        text = f"Le phare n° {number} compte {number + 100} marches.\n{BULK}"
        (folder / f"phare-{number:02}.txt").write_text(text)
    return folder


def _listed(citeqa):
    done = citeqa.run("articles", "list", "--json", "--limit", "500")
    assert done.returncode == 0, done.stderr
    return [each["id"] for each in json.loads(done.stdout)["articles"]]


def test_an_index_run_that_fills_the_disk(small_disk, tmp_path, command_line):
    citeqa = command_line(small_disk / "data")
    assert citeqa.run("index", EXAMPLES / "esturgeons-dordogne.md").returncode == 0
    lights = _bulky(tmp_path / "lights", 24)

    full = citeqa.run("index", lights)

    assert full.returncode == 2
    assert "Error: " in full.stderr and str(citeqa.data) in full.stderr
    assert "Traceback" not in full.stderr
    # What was in before the disk was full, in whole batches, and nothing else.
    known, *stored = _listed(citeqa)
    assert known == "esturgeons-dordogne"
    assert stored == [f"phare-{number:02}" for number in range(len(stored))]
    assert len(stored) < 24
    assert citeqa.ask(QUESTION)["answered"]
    citeqa.must_be_sound()

    assert _mount("-o", "remount,size=64m", small_disk)
    done = citeqa.run("index", lights)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith(f"{24 - len(stored)} added, 0 changed, {len(stored)} unchanged")
    assert len(_listed(citeqa)) == 25
    citeqa.must_be_sound()


def test_a_service_whose_disk_fills_up(small_disk, start_server, command_line):
    server = start_server("full", CITEQA_DATA_DIR=str(small_disk / "data"))
    server.data = small_disk / "data"
    server.wait_until_ready()
    text = f"Le phare compte 100 marches.\n{BULK}"
    statuses = {}
    for number in range(40):
        body = {"id": f"phare/{number:02}", "text": text}
        statuses[body["id"]] = server.request("POST", "/v1/articles", body).status
        if statuses[body["id"]] != 201:
            break

    assert list(statuses.values())[-1] == 503
    stored = [name for name, status in statuses.items() if status == 201]
    assert len(stored) >= 1
    assert server.ask("Combien de marches ?", threshold=0)["index"]["articles"] == len(stored)
    listed = server.request("GET", "/v1/articles?limit=500").json["articles"]
    assert [each["id"] for each in listed] == stored

    assert _mount("-o", "remount,size=64m", small_disk)
    again = {"id": "après", "text": text}
    assert server.request("POST", "/v1/articles", again).status == 201
    assert server.stop() == 0
    command_line(small_disk / "data").must_be_sound()


def test_a_read_only_disk(small_disk, command_line):
    citeqa = command_line(small_disk / "data")
    assert citeqa.run("index", EXAMPLES / "esturgeons-dordogne.md").returncode == 0
    assert _mount("-o", "remount,ro", small_disk)

    asked = citeqa.run("ask", "--json", QUESTION)
    refused = [
        citeqa.run("index", EXAMPLES / "sugar-trap.html"),
        citeqa.run("articles", "delete", "esturgeons-dordogne"),
    ]

    # Answered, or refused in plain words.
    if asked.returncode == 0:
        assert json.loads(asked.stdout)["answered"]
    else:
        refused.append(asked)
    for done in refused:
        assert done.returncode == 2
        assert done.stderr.startswith("Error: ") and str(citeqa.data) in done.stderr
        assert "Traceback" not in done.stderr
    assert _mount("-o", "remount,rw", small_disk)
    assert _listed(citeqa) == ["esturgeons-dordogne"]
    citeqa.must_be_sound()


def test_two_indexers_at_once(tmp_path, command_line):
    """One folder that both have, one that only one of them has, and a new data directory."""
    citeqa = command_line(tmp_path / "data", CITEQA_MODEL_THREADS="1")
    own = tmp_path / "own"
    own.mkdir()
    for number in range(40):
        text = f"Le phare n° {number} compte {number + 100} marches."
        (own / f"phare-{number:02}.txt").write_text(text)

    both = [citeqa.start("index", EXAMPLES), citeqa.start("index", EXAMPLES, own)]
    outputs = [process.communicate(timeout=120) for process in both]

    assert [process.returncode for process in both] == [0, 0], outputs
    listed = _listed(citeqa)
    expected = [f"phare-{number:02}" for number in range(40)]
    assert len(listed) == len(set(listed)) == 12 + len(expected)
    assert set(expected) < set(listed)
    citeqa.must_be_sound()
    again = citeqa.run("index", EXAMPLES, own)
    assert again.stdout.startswith("0 added, 0 changed, 52 unchanged"), again.stdout


def test_two_indexers_of_one_folder_that_changes_in_between(tmp_path, command_line):
    """Whoever comes last wins, article by article, and each article is whole."""
    citeqa = command_line(tmp_path / "data", CITEQA_MODEL_THREADS="1")
    folders = [tmp_path / name / "phares" for name in ("ancien", "nouveau")]
    for steps, folder in zip((100, 200), folders, strict=True):
        folder.mkdir(parents=True)
        lines = (
            {"id": f"phare/{n:02}", "text": f"Le phare n° {n} compte {steps + n} marches."}
            for n in range(40)
        )
        (folder / "phares.jsonl").write_text("".join(json.dumps(each) + "\n" for each in lines))
    shutil.copytree(folders[0], tmp_path / "phares")

    first = citeqa.start("index", tmp_path / "phares")
    second = citeqa.start("index", tmp_path / "phares")
    # Under the eyes of both, in one step.
    (folders[1] / "phares.jsonl").replace(tmp_path / "phares" / "phares.jsonl")
    outputs = [process.communicate(timeout=120) for process in (first, second)]

    assert [first.returncode, second.returncode] == [0, 0], outputs
    assert len(_listed(citeqa)) == 40
    citeqa.must_be_sound()


def test_a_clock_that_goes_backwards(start_server, tmp_path, command_line):
    clock = {"PYTHONPATH": str(Path(__file__).with_name("backwards"))}
    server = start_server("backwards", **clock)
    server.wait_until_ready()
    citeqa = command_line(server.data, **clock)
    seen = []
    for steps in (101, 202, 303):
        text = f"Le phare de Kerlouan compte {steps} marches."
        stored = server.request("PUT", "/v1/articles/phare", {"text": text})
        assert stored.status in (200, 201)
        # By every worker, over connections of their own.
        for _ in range(6):
            reply = server.ask("Combien de marches compte le phare de Kerlouan ?", threshold=0)
            assert reply["answer"] == f"{steps} marches"
        seen.append(server.request("GET", "/v1/articles/phare").json["indexed_at"])
        (tmp_path / "moulin.txt").write_text(f"Le moulin de Trévarn a {steps} ailes.")
        indexed = citeqa.run("index", tmp_path / "moulin.txt")
        assert indexed.returncode == 0, indexed.stderr
        reply = server.ask("Combien d’ailes a le moulin de Trévarn ?", threshold=0)
        assert reply["answer"] == f"{steps} ailes"

    assert seen == sorted(seen, reverse=True)
    assert seen[0] > seen[-1], "the clock did not go backwards"
    assert server.request("DELETE", "/v1/articles/phare").status == 204
    for _ in range(6):
        assert "303 marches" not in json.dumps(server.ask("Combien de marches ?", threshold=0))
    citeqa.must_be_sound()
