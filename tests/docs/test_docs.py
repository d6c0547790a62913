"""What the documentation says is run: commands, Python, JSON and links.

A ``bash`` block runs, unless its info string is ``bash no-run``; the comment before it then
says why: ``<!-- not run: … -->``. With ``<!-- expect: … -->`` before it, what it writes has
to contain that. A ``python`` block runs too; one that asks the service runs among the commands.
"""

import json
import re
from pathlib import Path
from urllib.parse import unquote

import pytest

ROOT = Path(__file__).parents[2]
FILES = sorted(
    file
    for folder in (".", "docs", "examples", "models", "benchmarks", "training")
    for file in (ROOT / folder).glob("*.md")
)
NAMES = [str(file.relative_to(ROOT)) for file in FILES]
#: More would be documentation that nobody tries.
MOST_NOT_RUN = 8
#: Blocks of these could hide commands from this test.
SHELLS = {"sh", "shell", "console", "shell-session", "zsh", ""}

LINK = re.compile(r"(?<!!)\[[^\]]*\]\((?P<target>[^)\s]+)\)")
HEADING = re.compile(r"^#{1,6}\s+(?P<text>.+?)\s*$", re.MULTILINE)

every_file = pytest.mark.parametrize("file", FILES, ids=NAMES)


@every_file
def test_the_commands_work(file, read_blocks, request):
    blocks = [each for each in read_blocks(file) if each.runs and each.is_command]
    if not blocks:
        return
    workplace = request.getfixturevalue("workplace")
    if any(":8000" in block.code for block in blocks):
        workplace.serve()

    outputs = workplace.run_shell(blocks)

    for block, output in zip(blocks, outputs, strict=True):
        if block.kind == "expect":
            assert block.comment in output, f"{block.where} wrote\n{output}"


@every_file
def test_the_python_works(file, read_blocks, request):
    for block in read_blocks(file):
        if block.language == "python" and block.runs and not block.is_command:
            done = request.getfixturevalue("workplace").run("python", "-c", block.code)
            assert done.returncode == 0, f"{block.where}\n{done.stderr}"
            if block.kind == "expect":
                assert block.comment in done.stdout, f"{block.where} wrote\n{done.stdout}"


@every_file
def test_the_json_is_json(file, read_blocks):
    for block in read_blocks(file):
        if block.language == "json":
            json.loads(block.code)


@every_file
def test_every_command_is_run_or_says_why_not(file, read_blocks):
    for block in read_blocks(file):
        assert block.language not in SHELLS, f"{block.where} is not marked as bash or text"
        if not block.runs:
            assert block.kind == "not run", f"{block.where} does not say why it is not run"
            assert len(block.comment) > 10, f"{block.where} says too little"
        if block.kind == "expect":
            assert block.runs, f"{block.where} is expected to write something and is not run"


def test_few_commands_are_not_run(read_blocks):
    blocks = [each for file in FILES for each in read_blocks(file) if each.language == "bash"]
    left_out = [each.where for each in blocks if not each.runs]

    assert len(left_out) <= MOST_NOT_RUN, left_out
    assert len(left_out) < len(blocks) / 2


def anchors(file: Path) -> set[str]:
    """What GitHub calls the headings of a file."""
    text = re.sub(r"^```.*?^```", "", file.read_text("utf-8"), flags=re.MULTILINE | re.DOTALL)
    headings = [re.sub(r"[`*]", "", found["text"]) for found in HEADING.finditer(text)]
    return {re.sub(r"[^\w\- ]", "", each.lower()).replace(" ", "-") for each in headings}


@every_file
def test_links_lead_somewhere(file):
    for link in LINK.finditer(file.read_text(encoding="utf-8")):
        target = link["target"]
        if re.match(r"[a-z]+:", target):
            continue
        path, _, anchor = unquote(target).partition("#")
        there = (file.parent / path).resolve() if path else file
        assert there.exists(), f"{target} in {file.name}"
        if anchor and there.suffix == ".md":
            assert anchor in anchors(there), f"{target} in {file.name}"
