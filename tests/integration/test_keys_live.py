"""Keys before a real gunicorn with two workers, and starts that are refused."""

import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from tests.integration.conftest import CITEQA, ROOT, Server
from tests.ports import free_port

GUNICORN = Path(sys.executable).with_name("gunicorn")
QUESTION = {"question": "Qui a mesuré le glacier ?"}


@pytest.fixture(scope="module")
def guarded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    server = Server(tmp_path_factory.mktemp("guarded"), CITEQA_RATE_LIMIT="1000/minute")
    try:
        server.wait_until_ready()
        yield server
    finally:
        server.stop()


def asked(server: Server, key: str | None, times: int) -> list[int]:
    """The statuses of so many questions, over connections that all workers take from."""
    headers = {"Authorization": f"Bearer {key}"} if key else {}

    def ask(_: int) -> int:
        return server.request("POST", "/v1/ask", QUESTION, headers=headers).status

    with ThreadPoolExecutor(8) as pool:
        return list(pool.map(ask, range(times)))


def test_what_is_done_with_keys_holds_for_every_worker_at_the_next_request(
    guarded: Server,
) -> None:
    before = guarded.requests_by_worker()
    assert set(asked(guarded, None, 8)) == {200}

    made = guarded.citeqa("keys", "create", "bot", "--scope", "ask")
    assert made.returncode == 0, made.stderr
    key = made.stdout.strip()

    assert set(asked(guarded, None, 24)) == {401}
    assert set(asked(guarded, key, 24)) == {200}
    article = {"id": "a", "text": "Un texte."}
    headers = {"Authorization": f"Bearer {key}"}
    assert guarded.request("POST", "/v1/articles", article, headers=headers).status == 403
    assert guarded.request("GET", "/readyz").status == 200

    revoked = guarded.citeqa("keys", "revoke", key.split("_")[1])
    assert revoked.returncode == 0, revoked.stderr

    assert set(asked(guarded, key, 24)) == {401}
    assert key.split("_")[2] not in guarded.log
    assert f'"key_id": "{key.split("_")[1]}"' in guarded.log
    after = guarded.requests_by_worker()
    assert {pid for pid in after if after[pid] > before.get(pid, 0)} == guarded.workers()


@pytest.mark.parametrize("host", ["0.0.0.0", "[::]"])
@pytest.mark.parametrize("direct", [False, True], ids=["citeqa serve", "gunicorn"])
def test_no_start_that_would_be_open_to_the_world(tmp_path: Path, host: str, direct: bool) -> None:
    bind = f"{host}:{free_port()}"
    binds = ["--bind", bind]
    command: list[Any] = [CITEQA, "serve", *binds]
    if direct:
        command = [GUNICORN, "--config", ROOT / "config" / "gunicorn.conf.py", *binds]
        command += ["--bind", f"unix:{tmp_path / 'socket'}"]
    environment = {"PATH": "/usr/bin", "CITEQA_DATA_DIR": str(tmp_path / "data")}

    done = subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60, check=False
    )

    assert done.returncode == 2
    assert f"Error: Listening at {bind}, citeqa can be reached from elsewhere" in done.stderr
    assert "citeqa keys create" in done.stderr
    assert "Traceback" not in done.stderr
    assert "Booting worker" not in done.stderr
    assert not (tmp_path / "socket").exists()


def test_a_start_with_wrong_settings_names_them(tmp_path: Path) -> None:
    command = [GUNICORN, "--config", ROOT / "config" / "gunicorn.conf.py"]
    environment = {"PATH": "/usr/bin", "CITEQA_RATE_LIMIT": "often"}
    done = subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 2
    assert "Error: rate_limit (CITEQA_RATE_LIMIT): " in done.stderr
    assert "Traceback" not in done.stderr
