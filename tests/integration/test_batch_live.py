"""Batches and the Python client, against the service as users start it."""

import http.client
import json

import pytest

from service.client import Client, Problem

GARDEN = "La roseraie de Mirecourt-les-Bains a été dessinée par le paysagiste Anselme Tournebise."
ORCHARD = "The orchard of Penwillow was planted by Harriet Longbottom and 40 pupils in 1987."
WHO_DREW = "Qui a dessiné la roseraie de Mirecourt-les-Bains ?"
WHO_PLANTED = "Who planted the orchard of Penwillow?"


@pytest.fixture(scope="module")
def client(server):
    with Client(server.url, timeout=30) as made:
        made.put_article("client/roseraie", GARDEN, language="fr", meta={"rubrique": "client"})
        made.put_article("client/orchard", ORCHARD, published_at="2024-05-31", title="Trees")
        yield made
        for article_id in ("client/roseraie", "client/orchard"):
            made.delete_article(article_id)


OURS = {
    "field": "meta.article_id",
    "operator": "in",
    "value": ["client/roseraie", "client/orchard"],
}


def test_the_life_of_an_article(client):
    added = client.put_article("client/été 🌉?", "Le kiosque a rouvert.", language="fr")
    again = client.put_article("client/été 🌉?", "Le kiosque a rouvert.", language="fr")
    article = client.get_article("client/été 🌉?")
    listed = [each.id for each in client.articles(page=1) if each.id.startswith("client/")]
    client.delete_article("client/été 🌉?")

    assert (added.status, again.status) == ("added", "unchanged")
    assert (article.text, article.version) == ("Le kiosque a rouvert.", added.version)
    assert listed == ["client/orchard", "client/roseraie", "client/été 🌉?"]
    with pytest.raises(Problem) as caught:
        client.delete_article("client/été 🌉?")
    assert (caught.value.status, caught.value.type) == (404, "/problems/article-not-found")


def test_asking_and_searching(client):
    reply = client.ask(WHO_DREW, filters=OURS, debug=True)
    found = client.search("roseraie", top_k=1, filters=OURS)
    filtered = client.articles(
        filters={"field": "meta.rubrique", "operator": "==", "value": "client"}
    )

    citation = reply.answers[0].citations[0]
    assert reply.answer == "Anselme Tournebise"
    assert GARDEN[citation.start : citation.end] == "Anselme Tournebise"
    assert reply.debug
    assert [each.text for each in found.passages] == [GARDEN]
    assert [each.id for each in filtered] == ["client/roseraie"]
    assert client.ready()


def test_a_batch_is_what_its_questions_get_alone(client):
    questions = [
        {"question": WHO_DREW, "filters": OURS},
        {"question": ""},
        {"question": WHO_PLANTED, "filters": OURS, "top_k": 1},
    ]

    items = list(client.ask_batch(questions))

    assert [each.index for each in items] == [0, 1, 2]
    assert items[0].reply.answers == client.ask(WHO_DREW, filters=OURS).answers
    assert items[2].reply.answers == client.ask(WHO_PLANTED, filters=OURS, top_k=1).answers
    assert items[1].problem.errors[0].field == "question"


def test_lines_come_as_they_are_known_and_stop_with_the_client(client, server, patiently):
    before = len(_batches(server))
    questions = [{"question": f"{WHO_PLANTED} {number}"} for number in range(100)]
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)
    headers = {"Content-Type": "application/json", "Accept": "application/x-ndjson"}
    connection.request("POST", "/v1/ask/batch", json.dumps({"questions": questions}), headers)
    response = connection.getresponse()
    assert response.headers["Transfer-Encoding"] == "chunked"
    assert response.headers["X-Accel-Buffering"] == "no"

    lines = [json.loads(response.readline()) for _ in range(2)]
    still_at_work = len(_batches(server)) == before  # its line in the log comes at the end
    response.close()
    connection.close()

    assert [each["index"] for each in lines] == [0, 1]
    assert still_at_work
    patiently(lambda: len(_batches(server)) > before)
    logged = _batches(server)[-1]
    assert (logged["questions"], logged["problems"]) == (100, 0)
    assert logged["left"] > 50
    assert client.ready()


def test_every_question_of_a_batch_is_counted(client, server):
    before = sum(server.counted("citeqa_questions_total").values())

    list(client.ask_batch([WHO_DREW, "", WHO_PLANTED]))

    assert sum(server.counted("citeqa_questions_total").values()) == before + 2


def _batches(server):
    lines = [json.loads(line) for line in server.log.splitlines() if line.startswith("{")]
    return [each for each in lines if each.get("route") == "/v1/ask/batch"]
