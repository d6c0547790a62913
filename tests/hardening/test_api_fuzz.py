"""schemathesis by the service's own OpenAPI document, all checks. `make fuzz` does it for
ten thousand requests, on a running service with the shipped models."""

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from werkzeug.serving import make_server

from benchmarks.fuzz.api import fuzz_shortly
from index.asking import AskingSettings, QuestionAnswerer
from index.curated.answers import CuratedAnswers
from index.curated.matcher import Matcher
from service.api.app import create_app
from service.api.kept import Kept
from service.records.curated import CuratedBook
from service.records.database import Records
from service.records.feedback import FeedbackBook
from service.records.query_log import QueryLog
from tests.hardening.conftest import OPTIONS

pytest.importorskip("schemathesis", reason="schemathesis is in the extra dev")


def _kept(desk: Any, folder: Path) -> Kept:
    """Records of its own, with feedback on; curated answers are given."""
    records = Records(folder / "records")
    book = CuratedBook(records)
    matcher = Matcher(book, desk.text_embedder, "hash:1", 0.9)
    curated, old = CuratedAnswers(book, matcher, desk.articles), desk.answerer
    desk.engine.answerer = QuestionAnswerer(
        desk.articles, old.retrieval, desk.reader, old.finder.judge, AskingSettings(4, 2), curated
    )
    feedback = FeedbackBook(records, QueryLog(records, 30))
    return Kept(curated, feedback, takes_feedback=True, logs_queries=True)


@pytest.fixture
def port(new_desk: Any, tmp_path: Path) -> Iterator[int]:
    desk = new_desk(tmp_path / "data")
    app = create_app(desk.engine, OPTIONS, kept=_kept(desk, tmp_path))
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server.server_port
    server.shutdown()
    thread.join()


def test_no_request_breaks_the_contract(port: int, capsys: pytest.CaptureFixture[str]) -> None:
    found = fuzz_shortly(port, examples=6)
    assert not found.failures, found.failures[0]
    assert found.operations >= 12
    assert found.cases >= 4 * found.operations
    assert '"event": "failed"' not in capsys.readouterr().out
