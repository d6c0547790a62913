"""Errors have OpenAI's shape on OpenAI's routes, whoever raised them."""

import openai
import pytest

from index.errors import StoreUnavailable
from service.api.problem import ProblemError
from service.api.problem_type import TOO_MANY_REQUESTS, ProblemType

CHAT = "/v1/chat/completions"
BODY = {"model": "citeqa", "messages": [{"role": "user", "content": "Le pont ?"}]}
JSON = {"Content-Type": "application/json"}


def error_of(response, status):
    assert response.status_code == status
    assert response.content_type == "application/json"
    assert response.headers["X-Request-ID"]
    (error,) = response.json.values()
    assert list(response.json) == ["error"]
    assert set(error) == {"message", "type", "param", "code"}
    assert error["message"]
    return error["type"], error["param"], error["code"]


REFUSED = "invalid_request_error"


@pytest.mark.parametrize(
    ("method", "path", "sent", "status", "expected"),
    [
        ("POST", CHAT, {"data": b"{", "headers": JSON}, 400, (REFUSED, None, None)),
        ("POST", CHAT, {"data": b"", "headers": JSON}, 400, (REFUSED, None, None)),
        ("POST", CHAT, {"data": b"[]", "headers": JSON}, 400, (REFUSED, None, "invalid_value")),
        (
            "POST",
            CHAT,
            {"json": {"model": "citeqa"}},
            400,
            (REFUSED, "messages", "missing_required_parameter"),
        ),
        ("POST", CHAT, {"json": BODY | {"wat": 1}}, 400, (REFUSED, "wat", "unknown_parameter")),
        ("POST", "/v1/responses", {"data": b"x"}, 415, (REFUSED, None, "unsupported_media_type")),
        ("GET", CHAT, {}, 405, (REFUSED, None, "method_not_supported")),
        ("DELETE", "/v1/models/citeqa", {}, 405, (REFUSED, None, "method_not_supported")),
        ("GET", "/v1/chat/nothing", {}, 404, (REFUSED, None, "not_found")),
        ("GET", "/v1/models/", {}, 404, (REFUSED, None, "not_found")),
        ("GET", "/v1/responses/resp_1", {}, 404, (REFUSED, None, "not_found")),
        ("GET", "/v1/models?x=%zz", {}, 400, (REFUSED, None, None)),
    ],
)
def test_what_clients_do_wrong(http, method, path, sent, status, expected):
    assert error_of(http.open(path, method=method, **sent), status) == expected


def test_unknown_parameters_are_named_as_openai_does(http):
    response = http.post(CHAT, json=BODY | {"wat": 1})

    assert response.json["error"]["message"] == "Unrecognized request argument supplied: wat"


def test_a_body_that_is_too_large(http, options):
    data = b" " * (options.max_request_bytes + 1)

    response = http.post(CHAT, data=data, headers=JSON)

    assert error_of(response, 413) == (REFUSED, None, "request_too_large")


def test_the_methods_that_there_are_stay_named(http):
    assert "POST" in http.get(CHAT).headers["Allow"]


UNAUTHORIZED = ProblemType("/problems/no-key", 401, "No key")
FORBIDDEN = ProblemType("/problems/wrong-scope", 403, "Wrong scope")
OVERLOADED = ProblemType("/problems/overloaded", 503, "Overloaded")
BEARER = {"WWW-Authenticate": "Bearer"}
LIMITS = {"Retry-After": "7", "RateLimit-Limit": "5"}
TIMEOUT = ProblemType("/problems/timed-out", 504, "Timed out")


@pytest.mark.parametrize(
    ("type_", "headers", "raised", "expected"),
    [
        (UNAUTHORIZED, BEARER, openai.AuthenticationError, (REFUSED, "invalid_api_key")),
        (FORBIDDEN, {}, openai.PermissionDeniedError, (REFUSED, "wrong_scope")),
        (TOO_MANY_REQUESTS, LIMITS, openai.RateLimitError, ("requests", "rate_limit_exceeded")),
        (OVERLOADED, LIMITS, openai.InternalServerError, ("server_error", "overloaded")),
        (TIMEOUT, {}, openai.InternalServerError, ("server_error", "timed_out")),
    ],
)
def test_problems_of_others_keep_status_and_headers(app, sdk, type_, headers, raised, expected):
    @app.before_request
    def refuse():
        raise ProblemError(type_, "Not now.", headers=headers)

    with pytest.raises(raised) as caught:
        sdk.chat.completions.create(**BODY)

    error = caught.value
    assert error.status_code == type_.status
    assert error.body["message"] == "Not now."
    assert (error.type, error.code) == expected
    assert headers.items() <= {k: error.response.headers[k] for k in headers}.items()


def test_a_store_that_is_away_says_when_to_come_back(sdk, engine):
    engine.failure = StoreUnavailable("away")
    with pytest.raises(openai.InternalServerError) as caught:
        sdk.chat.completions.create(**BODY)

    assert caught.value.code == "store_unavailable"
    assert caught.value.response.headers["Retry-After"] == "30"


def test_what_nobody_foresaw_says_nothing_of_itself(http, engine):
    engine.failure = RuntimeError("secret")

    response = http.post("/v1/responses", json={"model": "citeqa", "input": "Le ?"})

    assert error_of(response, 500) == ("server_error", None, None)
    assert "secret" not in response.text


def test_the_translated_status_is_what_is_counted(http):
    http.post(CHAT, json={})

    metrics = http.get("/metrics").text
    assert f'{{method="POST",route="{CHAT}",status="400"}} 1.0' in metrics


def test_other_routes_keep_their_problems(http):
    response = http.post("/v1/ask", json={})

    assert response.status_code == 422
    assert response.content_type == "application/problem+json"
    assert http.get("/v1/modelsx").content_type == "application/problem+json"
