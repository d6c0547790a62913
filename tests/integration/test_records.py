"""Curated answers and feedback with several worker processes."""

from collections.abc import Callable
from typing import Any

import pytest

ARTICLE = {"id": "piscine", "text": "La piscine de Valombre ouvre à 9 heures le lundi."}


@pytest.fixture(scope="module")
def server(start_server: Callable[..., Any]) -> Any:
    started = start_server("records", CITEQA_FEEDBACK="true", CITEQA_WORKERS="2")
    started.wait_until_ready()
    started.request("POST", "/v1/articles", ARTICLE)
    return started


def test_every_worker_gives_a_curated_answer_at_once(server: Any) -> None:
    """Each request has a connection of its own, and so either worker."""
    question = "À quelle heure ouvre la piscine ?"
    for number in range(6):
        answer = f"Réponse {number}."
        body = {"questions": [question], "answer": answer, "citation": {"title": "Mairie"}}
        assert server.request("PUT", "/v1/curated/piscine", body).status in (200, 201)
        for _ in range(4):
            reply = server.ask("A quelle heure ouvre la piscine")
            assert (reply["answer"], reply["curated"]["id"]) == (answer, "piscine")
    assert server.request("DELETE", "/v1/curated/piscine").status == 204
    assert all(server.ask(question)["curated"] is None for _ in range(4))


def test_feedback_goes_to_any_worker_and_is_reported_by_all(server: Any) -> None:
    ids = [server.ask("À quelle heure ouvre la piscine le lundi ?")["query_id"] for _ in range(8)]
    for query_id in ids:
        said = {"query_id": query_id, "verdict": "helpful", "comment": "Bien."}
        statuses = [server.request("POST", "/v1/feedback", said).status for _ in range(2)]
        assert sorted(statuses) == [200, 201]
    for _ in range(4):
        assert sum(server.counted("citeqa_feedback").values()) == 8
        assert set(server.counted("citeqa_feedback_precision").values()) == {1.0}
    report = server.citeqa("feedback", "report")
    assert report.returncode == 0 and "100.0 [67.6, 100.0]" in report.stdout
    export = server.citeqa("feedback", "export", "feedback.json")
    assert export.stderr.startswith("8 with an answer, 0 without")
    assert server.request("DELETE", f"/v1/feedback/{ids[0]}").status == 204
    assert sum(server.counted("citeqa_feedback").values()) == 7
