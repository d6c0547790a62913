"""Markdown files as readers use them: in a checkout, beside a service."""

import os
import re
import shutil
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.ports import free_port

ROOT = Path(__file__).parents[2]
BIN = Path(sys.executable).parent
FENCE = re.compile(r"^```(?P<info>[^\n`]*)\n(?P<code>.*?)^```[ \t]*$", re.MULTILINE | re.DOTALL)
# The text ends where its comment does: an earlier comment is another block's.
COMMENT = re.compile(r"<!--\s*(?P<kind>[a-z ]+):\s*(?P<text>(?:(?!-->).)*?)\s*-->\s*\Z", re.DOTALL)
#: What the checkout has and a reader's copy of it need not.
LEFT_OUT = {".git", ".citeqa", "examples"}
#: One in so many of the example questions is asked.
EVERY = 25


@dataclass(frozen=True)
class Block:
    """Code in a Markdown file, with the comment right before it: ``<!-- kind: text -->``."""

    file: Path
    line: int
    info: str
    code: str
    kind: str | None
    comment: str

    @property
    def language(self) -> str:
        return self.info.partition(" ")[0]

    @property
    def runs(self) -> bool:
        return "no-run" not in self.info.split()

    @property
    def is_command(self) -> bool:
        """Whether it is one for the shell, or asks the service beside it."""
        return self.language == "bash" or (self.language == "python" and ":8000" in self.code)

    @property
    def for_shell(self) -> str:
        if self.language == "bash":
            return self.code
        return f"python - <<'END_OF_PYTHON'\n{self.code}END_OF_PYTHON\n"

    @property
    def where(self) -> str:
        return f"{self.file.relative_to(ROOT)}:{self.line}"


def blocks_of(file: Path) -> list[Block]:
    text = file.read_text(encoding="utf-8")
    found = []
    for fence in FENCE.finditer(text):
        comment = COMMENT.search(text[: fence.start()])
        line = text.count("\n", 0, fence.start()) + 1
        kind, said = (comment["kind"], comment["text"]) if comment else (None, "")
        found.append(Block(file, line, fence["info"].strip(), fence["code"], kind, said))
    return found


class Workplace:
    """A copy of the checkout with the example articles indexed and served.

    This is what ``make serve`` makes, which no test can run as it serves until it is
    stopped. The port is a free one, so blocks have 8000 replaced by it and are otherwise
    run as they stand. Of the example questions there are only some, as all take minutes.
    """

    def __init__(self, folder: Path, index: Path) -> None:
        self.folder = folder
        for entry in ROOT.iterdir():
            if entry.name not in LEFT_OUT:
                (folder / entry.name).symlink_to(entry)
        shutil.copytree(ROOT / "examples", folder / "examples")
        shutil.copytree(index, folder / ".citeqa")
        questions = folder / "examples" / "questions.jsonl"
        some = questions.read_text(encoding="utf-8").splitlines(keepends=True)[::EVERY]
        questions.write_text("".join(some), encoding="utf-8")
        kept = {name: os.environ[name] for name in ("LANG",) if name in os.environ}
        path = f"{BIN}:{os.environ['PATH']}"
        self.environment = kept | {"PATH": path, "HOME": str(folder)}
        self.port = 0
        self._server: subprocess.Popen[bytes] | None = None

    def serve(self) -> None:
        self.port = free_port()
        with (self.folder / "server.log").open("wb") as log:
            self._server = subprocess.Popen(
                [BIN / "citeqa", "serve", "--bind", f"127.0.0.1:{self.port}", "--workers", "1"],
                cwd=self.folder,
                env=self.environment,
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        for _ in range(1200):
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{self.port}/readyz", timeout=5).close()
                return
            except OSError:
                assert self._server.poll() is None, (self.folder / "server.log").read_text()
                time.sleep(0.1)
        pytest.fail("the service did not start")

    def run(self, *command: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            command,
            cwd=self.folder,
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )

    def run_shell(self, blocks: list[Block]) -> list[str]:
        """What each block writes, all of them in one shell, as a reader would paste them."""
        script = ["set -euo pipefail"]
        for number, block in enumerate(blocks):
            code = re.sub(r"(localhost|127\.0\.0\.1):8000\b", rf"\1:{self.port}", block.for_shell)
            script.append(f"printf '\\036'\n{code}" if number else code)
        done = self.run("bash", "-c", "\n".join(script))
        outputs = done.stdout.split("\x1e")
        at = blocks[len(outputs) - 1].where
        assert done.returncode == 0, (
            f"{at} ended with {done.returncode}\n{outputs[-1]}{done.stderr}"
        )
        return outputs

    def close(self) -> None:
        if self._server:
            self._server.terminate()
            self._server.wait(timeout=40)


@pytest.fixture(scope="session")
def indexed_examples(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("examples") / "index"
    command = [BIN / "citeqa", "index", ROOT / "examples" / "articles", "--data-dir", folder]
    subprocess.run(command, capture_output=True, timeout=120, check=True)
    return folder


@pytest.fixture
def workplace(tmp_path: Path, indexed_examples: Path) -> Iterator[Workplace]:
    made = Workplace(tmp_path, indexed_examples)
    yield made
    made.close()


@pytest.fixture(scope="session")
def read_blocks() -> Callable[[Path], list[Block]]:
    return blocks_of
