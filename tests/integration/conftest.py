"""The service as users start it: gunicorn, two workers, a data directory of its own."""

import http.client
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from prometheus_client.parser import text_string_to_metric_families

from tests.ports import free_port

ROOT = Path(__file__).parents[2]
CITEQA = Path(sys.executable).with_name("citeqa")
#: Seconds for a start on few and busy cores, or for a response.
PATIENCE = 120.0


@dataclass(frozen=True)
class Answered:
    """A response. ``json`` is ``None`` where the body is something else."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def type(self) -> str:
        return self.headers.get("content-type", "")

    @property
    def json(self) -> Any:
        return json.loads(self.body) if "json" in self.type else None


class Server:
    """``citeqa serve`` on a free port; ``log`` is what it has written so far."""

    def __init__(self, folder: Path, **settings: str) -> None:
        self.folder = folder
        self.data = folder / "data"
        self.tmp = folder / "tmp"
        self.tmp.mkdir(parents=True)
        self.port = free_port()
        # Nothing of the environment that the tests run in decides what is tested.
        kept = {name: os.environ[name] for name in ("PATH", "LANG") if name in os.environ}
        places = {"HOME": str(folder), "TMPDIR": str(self.tmp), "CITEQA_DATA_DIR": str(self.data)}
        self.environment = kept | places | settings
        self._log = folder / "log"
        with self._log.open("wb") as log:
            self.process = subprocess.Popen(
                [CITEQA, "serve", "--bind", f"127.0.0.1:{self.port}"],
                cwd=ROOT,
                env=self.environment,
                stdout=log,
                stderr=subprocess.STDOUT,
            )

    @property
    def log(self) -> str:
        return self._log.read_text(encoding="utf-8", errors="replace")

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def wait_until_ready(self, workers: int = 2) -> None:
        """Until ``workers`` of them have loaded their models; each can then take requests."""

        def ready() -> bool:
            assert self.process.poll() is None, self.log
            try:
                response = self.request("GET", "/readyz")
            except OSError:
                return False
            # A worker that listens has mapped the database, which it does at the very end.
            return response.status == 200 and len(self.loaded_workers()) >= workers

        # More of them take longer, on as few cores.
        wait_for(ready, PATIENCE * max(1.0, workers / 2))

    def request(
        self,
        method: str,
        path: str,
        value: Any = None,
        *,
        body: bytes | None = None,
        headers: dict[str, str] | None = None,
    ) -> Answered:
        """One request over a connection of its own; ``value`` is sent as JSON."""
        headers = dict(headers or {})
        if value is not None:
            body = json.dumps(value).encode()
            headers["Content-Type"] = "application/json"
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        try:
            connection.request(method, path, body, headers)
            response = connection.getresponse()
            named = {name.lower(): text for name, text in response.getheaders()}
            return Answered(response.status, named, response.read())
        finally:
            connection.close()

    def ask(self, question: str, **options: Any) -> Any:
        response = self.request("POST", "/v1/ask", {"question": question, **options})
        assert response.status == 200, response.body
        return response.json

    def citeqa(self, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
        """Run the command line on the data of this server."""
        return subprocess.run(
            [CITEQA, *arguments],
            cwd=self.folder,
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )

    def workers(self) -> set[int]:
        """The process ids of gunicorn's workers."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        return set(map(int, children.read_text().split()))

    def loaded_workers(self) -> set[int]:
        """Those workers that have opened the database."""
        return {pid for pid in self.workers() if self._has_database(pid)}

    def _has_database(self, pid: int) -> bool:
        try:
            links = [str(link.readlink()) for link in Path(f"/proc/{pid}/fd").iterdir()]
        except OSError:
            return False
        return str(self.data / "citeqa.sqlite") in links

    def counted(self, name: str) -> dict[tuple[str, ...], float]:
        """The samples ``name`` of /metrics by the values of their labels, in order of name."""
        text = self.request("GET", "/metrics").body.decode()
        return {
            tuple(value for _, value in sorted(sample.labels.items())): sample.value
            for family in text_string_to_metric_families(text)
            for sample in family.samples
            if sample.name == name
        }

    def requests_by_worker(self) -> dict[int, float]:
        """How many requests each worker and those before it in its place have answered, by
        their own count."""
        from prometheus_client.mmap_dict import MmapedDict

        found: dict[int, float] = {}
        for file in self.tmp.glob("citeqa-metrics-*/counter_*.db"):
            samples = MmapedDict.read_all_values_from_file(str(file))
            slot = file.with_name(f"worker-{file.stem.partition('_')[2]}")
            found[int(slot.read_text())] = sum(
                value for key, value, *_ in samples if "citeqa_http_requests_total" in key
            )
        return found

    def signal(self, number: signal.Signals) -> None:
        self.process.send_signal(number)

    def stop(self) -> int:
        """SIGTERM; the exit status."""
        if self.process.poll() is None:
            self.signal(signal.SIGTERM)
        try:
            return self.process.wait(timeout=PATIENCE)
        except subprocess.TimeoutExpired:
            self.process.kill()
            raise


class CommandLine:
    """``citeqa`` on a data directory, with nothing of the environment but what is needed."""

    def __init__(self, data: Path, **settings: str) -> None:
        self.data = data
        kept = {name: os.environ[name] for name in ("PATH", "LANG") if name in os.environ}
        self._environment = kept | {"CITEQA_DATA_DIR": str(data)} | settings

    def start(self, *arguments: str | Path) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [CITEQA, *arguments],
            env=self._environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def run(self, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
        process = self.start(*arguments)
        output, errors = process.communicate(timeout=60)
        return subprocess.CompletedProcess(arguments, process.returncode, output, errors)

    def ask(self, question: str) -> Any:
        done = self.run("ask", "--json", question)
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    def must_be_sound(self) -> None:
        done = self.run("doctor")
        assert done.returncode == 0, done.stdout + done.stderr


def wait_for(happened: Callable[[], bool], seconds: float = PATIENCE) -> None:
    deadline = time.monotonic() + seconds
    while not happened():
        assert time.monotonic() < deadline, "it took too long"
        time.sleep(0.05)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Any:
    """Show the server's log under a failed test."""
    report = yield
    arguments = getattr(item, "funcargs", {})
    if report.failed:
        for name, value in arguments.items():
            if isinstance(value, Server):
                report.sections.append((f"log of {name}", value.log[-6000:]))
    return report


@pytest.fixture(scope="module")
def start_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., Server]]:
    """Starts servers, and stops them at the end of the file: the next one's need the cores."""
    started: list[Server] = []

    def start(name: str, **settings: str) -> Server:
        server = Server(tmp_path_factory.mktemp(name), **settings)
        started.append(server)
        return server

    yield start
    for server in started:
        server.stop()


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The server that most tests share; what they store has ids and words of their own."""
    shared = Server(tmp_path_factory.mktemp("server"))
    try:
        shared.wait_until_ready()
        yield shared
    finally:
        shared.stop()


@pytest.fixture
def command_line() -> type[CommandLine]:
    return CommandLine


@pytest.fixture(scope="session")
def needed() -> Callable[[str, str], None]:
    """Skips a test where something that it needs is missing, with the reason; but fails it
    where ``TESTS_MUST_NOT_SKIP`` names that, among words between spaces."""

    def missing(what: str, reason: str) -> None:
        if what in os.environ.get("TESTS_MUST_NOT_SKIP", "").split():
            pytest.fail(f"{what} was to be here: {reason}")
        pytest.skip(reason)

    return missing


@pytest.fixture(scope="session")
def patiently() -> Callable[..., None]:
    return wait_for
