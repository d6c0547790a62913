"""schemathesis by the service's own OpenAPI document, all checks. `make fuzz` does it for
ten thousand requests, on a running service with the shipped models."""

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from werkzeug.serving import make_server

from benchmarks.fuzz.api import fuzz_shortly
from service.api import create_app
from tests.hardening.conftest import OPTIONS

pytest.importorskip("schemathesis", reason="schemathesis is in the extra dev")


@pytest.fixture
def port(new_desk: Any, tmp_path: Path) -> Iterator[int]:
    app = create_app(new_desk(tmp_path / "data").engine, OPTIONS)
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server.server_port
    server.shutdown()
    thread.join()


def test_no_request_breaks_the_contract(port: int, capsys: pytest.CaptureFixture[str]) -> None:
    found = fuzz_shortly(port, examples=8)
    assert not found.failures, found.failures[0]
    assert found.operations >= 12
    assert found.cases >= 4 * found.operations
    assert '"event": "failed"' not in capsys.readouterr().out
