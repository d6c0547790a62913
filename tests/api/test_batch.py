"""Many questions in one request."""

import json

import pytest

from index.errors import IndexRebuilding
from service.api.schemas.batch import MOST_QUESTIONS

LINES = {"Accept": "application/x-ndjson"}


def _batch(client, questions, **more):
    return client.post("/v1/ask/batch", json={"questions": questions}, buffered=True, **more)


def _comparable(result):
    assert len(result["query_id"]) == 32
    return result | {"query_id": ""}


def test_each_question_gets_what_it_would_get_alone(client, bridge):
    questions = [{"question": "Le pont est-il ouvert ?"}, {"question": "pont", "threshold": 1}]
    alone = [client.post("/v1/ask", json=each).json for each in questions]

    response = _batch(client, questions)

    assert response.status_code == 200
    assert response.content_type == "application/json"
    results = response.json["results"]
    assert [each.keys() for each in results] == [{"index", "status", "result"}] * 2
    assert [(each["index"], each["status"]) for each in results] == [(0, 200), (1, 200)]
    assert [_comparable(each["result"]) for each in results] == list(map(_comparable, alone))
    assert len({each["result"]["query_id"] for each in results}) == 2


def test_the_lines_are_the_results(client, bridge):
    questions = [{"question": "pont"}, {"question": "xyz"}, {"question": ""}]
    results = _batch(client, questions).json["results"]

    response = _batch(client, questions, headers=LINES)

    assert response.content_type == "application/x-ndjson"
    assert response.headers["Vary"] == "Accept"
    assert response.headers["X-Accel-Buffering"] == "no"
    assert response.text.endswith("\n")
    lines = [json.loads(line) for line in response.text.splitlines()]
    assert [each.keys() for each in lines] == [each.keys() for each in results]
    assert [each["index"] for each in lines] == [0, 1, 2]
    assert [each["status"] for each in lines] == [200, 200, 422]


@pytest.mark.parametrize(
    ("accepted", "chosen"),
    [
        (None, "json"),
        ("*/*", "json"),
        ("text/html", "json"),
        ("application/x-ndjson", "x-ndjson"),
        ("application/x-ndjson, */*;q=0.1", "x-ndjson"),
        ("application/json;q=0.5, application/x-ndjson", "x-ndjson"),
        ("application/json, application/x-ndjson;q=0.9", "json"),
        ("application/json, application/x-ndjson", "json"),
        ("application/x-ndjson;q=0, */*", "json"),
        ("application/json;q=0, */*", "x-ndjson"),
    ],
)
def test_the_client_says_which_form_it_prefers(client, accepted, chosen):
    headers = {"Accept": accepted} if accepted else {}

    response = _batch(client, [{"question": "Qui ?"}], headers=headers)

    assert response.content_type == f"application/{chosen}"


@pytest.mark.parametrize(
    "wrong",
    [
        {"question": ""},
        {"question": "pont", "top_k": "3"},
        {"question": "pont", "unknown": 1},
        {"question": "pont", "filters": {"operator": "AND", "conditions": [{"field": "x"}]}},
        {"question": "pont", "filters": {"field": "meta.refused", "operator": "==", "value": 1}},
        {},
        "Qui ?",
        None,
        ["Qui ?"],
    ],
)
@pytest.mark.parametrize("headers", [{}, LINES])
def test_a_refused_question_spoils_no_other(client, bridge, wrong, headers):
    good = {"question": "Le pont"}

    response = _batch(client, [good, wrong, good], headers=headers)

    assert response.status_code == 200
    text = response.text
    results = map(json.loads, text.splitlines()) if headers else json.loads(text)["results"]
    first, refused, last = results
    assert [first["result"]["answer"], last["result"]["answer"]] == ["Le", "Le"]
    assert refused.keys() == {"index", "status", "problem"}
    assert (refused["index"], refused["status"]) == (1, 422)
    # The same fields are named as when the question comes alone.
    if isinstance(wrong, dict):
        alone = client.post("/v1/ask", json=wrong).json
        assert alone["status"] == 422
        for name in ("type", "title", "status", "detail", "errors"):
            assert refused["problem"][name] == alone[name]
        assert refused["problem"]["instance"] == "/v1/ask/batch"
        assert refused["problem"]["request_id"] == response.headers["X-Request-ID"]
    else:
        assert refused["problem"]["errors"] == [{"field": "body", "message": "must be an object"}]


@pytest.mark.parametrize(
    ("body", "field", "message"),
    [
        ({}, "questions", "is required"),
        ({"questions": []}, "questions", "must have at least 1 item"),
        ({"questions": {}}, "questions", "must be a list"),
        (
            {"questions": [{"question": "?"}] * (MOST_QUESTIONS + 1)},
            "questions",
            "must have at most 100 items",
        ),
        ({"questions": [{"question": "?"}], "top_k": 3}, "top_k", "is not known here"),
        (
            {"questions": [{"question": "Qui ?"}, {"question": "\ud800"}]},
            "questions[1].question",
            "has a lone surrogate",
        ),
    ],
)
def test_a_wrong_envelope_is_refused_as_a_whole(client, engine, body, field, message):
    data = json.dumps(body)

    response = client.post("/v1/ask/batch", data=data, content_type="application/json")

    assert response.status_code == 422
    assert response.content_type == "application/problem+json"
    (error,) = response.json["errors"]
    assert error["field"] == field
    assert error["message"].startswith(message)
    assert engine.seen == {}


def test_a_hundred_questions_are_answered(client, bridge):
    response = _batch(client, [{"question": "Le pont"}] * MOST_QUESTIONS)

    assert [each["status"] for each in response.json["results"]] == [200] * 100


def test_what_fails_in_the_middle_is_that_questions_problem(
    make_client, options, engine, bridge, capsys
):
    client = make_client(options)
    ask = engine.ask

    def moody(question, **options):
        if question == "busy":
            raise IndexRebuilding
        if question == "bug":
            raise RuntimeError("secret")
        return ask(question, **options)

    engine.ask = moody
    questions = [{"question": each} for each in ("Le pont", "busy", "bug", "Le pont")]

    response = _batch(client, questions, headers=LINES)

    lines = [json.loads(line) for line in response.text.splitlines()]
    assert [each["status"] for each in lines] == [200, 503, 500, 200]
    assert lines[1]["problem"]["type"] == "/problems/store-unavailable"
    assert lines[1]["retry_after"] == 30
    assert lines[2]["problem"]["type"] == "/problems/internal-error"
    assert "retry_after" not in lines[2]
    assert "secret" not in response.text
    assert "RuntimeError: secret" in capsys.readouterr().out


def test_the_work_is_done_while_it_is_sent_and_stops_with_the_client(
    make_client, options, engine, bridge, capsys
):
    client = make_client(options)
    asked = []
    ask = engine.ask

    def counting(question, **options):
        asked.append(question)
        return ask(question, **options)

    engine.ask = counting
    body = {"questions": [{"question": f"pont {number}"} for number in range(5)]}

    response = client.post("/v1/ask/batch", json=body, headers=LINES)
    lines = response.iter_encoded()
    assert asked in ([], ["pont 0"])  # the test client looks for the first piece
    first, second = next(lines), next(lines)
    assert [json.loads(first)["index"], json.loads(second)["index"]] == [0, 1]
    assert asked == ["pont 0", "pont 1"]
    assert capsys.readouterr().out == ""  # its line in the log comes when it is over
    response.close()

    assert asked == ["pont 0", "pont 1"]
    log = json.loads(capsys.readouterr().out)
    assert (log["questions"], log["answered"], log["problems"], log["left"]) == (5, 2, 0, 3)


def test_one_line_in_the_log_tells_of_all_questions(make_client, options, bridge, capsys):
    client = make_client(options)
    questions = [{"question": "pont"}, {"question": ""}, {"question": "xyz"}]

    results = _batch(client, questions).json["results"]

    log = json.loads(capsys.readouterr().out)
    assert (log["event"], log["route"], log["status"]) == ("request", "/v1/ask/batch", 200)
    assert (log["questions"], log["answered"], log["problems"], log["left"]) == (3, 1, 1, 0)
    assert log["each"] == [
        {
            "status": 200,
            "query_id": results[0]["result"]["query_id"],
            "answered": True,
            "reason": None,
        },
        {"status": 422},
        {
            "status": 200,
            "query_id": results[2]["result"]["query_id"],
            "answered": False,
            "reason": "no_relevant_passage",
        },
    ]
    assert not {"query_id", "reason"} & log.keys()


def test_every_question_is_counted_and_the_request_once(client, bridge):
    _batch(client, [{"question": "pont"}, {"question": ""}, {"question": "xyz"}])

    metrics = client.get("/metrics").text

    assert 'citeqa_questions_total{outcome="answered"} 1.0' in metrics
    assert 'citeqa_questions_total{outcome="no_relevant_passage"} 1.0' in metrics
    expected = 'citeqa_http_requests_total{method="POST",route="/v1/ask/batch",status="200"} 1.0'
    assert expected in metrics


def test_both_forms_are_documented(client):
    document = client.get("/openapi.json").json
    operation = document["paths"]["/v1/ask/batch"]["post"]

    content = operation["responses"]["200"]["content"]

    assert content["application/json"]["schema"]["$ref"].endswith("/BatchResponse")
    assert content["application/x-ndjson"]["schema"]["$ref"].endswith("/BatchResult")
    questions = document["components"]["schemas"]["BatchRequest"]["properties"]["questions"]
    assert (questions["minItems"], questions["maxItems"]) == (1, 100)
    assert questions["items"] == {"$ref": "#/components/schemas/AskRequest"}


def test_a_service_that_stops_meanwhile_refuses_the_rest(client, engine, bridge):
    ask, asked = engine.ask, []

    def noted(question, **named):
        asked.append(question)
        return ask(question, **named)

    engine.ask = noted
    environ = {"citeqa.stopping": lambda: len(asked) == 2}
    questions = [{"question": f"pont {number}"} for number in range(4)]

    response = _batch(client, questions, environ_overrides=environ)

    results = response.json["results"]
    assert [each["status"] for each in results] == [200, 200, 503, 503]
    assert asked == ["pont 0", "pont 1"]
    assert [each["problem"]["type"] for each in results[2:]] == ["/problems/not-ready"] * 2
    assert [each["retry_after"] for each in results[2:]] == [1, 1]
