"""Whatever is wrong with a request, the answer is a problem document and no 5xx."""

import json
from collections.abc import Iterator
from io import BytesIO
from typing import Any

import pytest

JSON = "application/json"
MALFORMED = (400, "/problems/malformed-request")
NOT_FOUND = (404, "/problems/not-found")
NO_ARTICLE = (404, "/problems/article-not-found")
METHOD = (405, "/problems/method-not-allowed")
TOO_LARGE = (413, "/problems/request-too-large")
MEDIA_TYPE = (415, "/problems/unsupported-media-type")
INVALID = (422, "/problems/invalid-request")

GOOD = {
    ("POST", "/v1/ask"): {"question": "Qui ?"},
    ("POST", "/v1/search"): {"query": "Qui ?"},
    ("POST", "/v1/articles"): {"id": "a", "text": "Texte."},
    ("PUT", "/v1/articles/a"): {"text": "Texte."},
}

RAW_BODIES = {
    "empty": (b"", MALFORMED),
    "blank": (b"  \n", MALFORMED),
    "not json": (b"question=Qui", MALFORMED),
    "cut off": (b'{"question": "Qui', MALFORMED),
    "two values": (b"{} {}", MALFORMED),
    "single quotes": (b"{'question': 'Qui'}", MALFORMED),
    "trailing comma": (b'{"question": "Qui",}', MALFORMED),
    "nan": (b'{"top_k": NaN}', MALFORMED),
    "infinity": (b'{"top_k": -Infinity}', MALFORMED),
    "huge float": (b'{"top_k": 1e999}', MALFORMED),
    "huge integer": (b'{"top_k": ' + b"9" * 5000 + b"}", MALFORMED),
    "latin-1": ('{"question": "été"}'.encode("latin-1"), MALFORMED),
    "utf-16": ('{"question": "été"}'.encode("utf-16"), MALFORMED),
    "raw surrogate": (b'{"question": "\xed\xa0\x80"}', MALFORMED),
    "control character": (b'{"question": "a\x01b"}', MALFORMED),
    "raw nul": (b'{"question": "\x00"}', MALFORMED),
    "deep lists": (b"[" * 40_000, MALFORMED),
    "deep closed lists": (b'{"a":' + b"[" * 20_000 + b"]" * 20_000 + b"}", MALFORMED),
    "deep objects": (b'{"a":' * 900 + b"1" + b"}" * 900, MALFORMED),
    "65 levels": (b'{"a":' * 65 + b"1" + b"}" * 65, MALFORMED),
    "list": (b"[]", INVALID),
    "string": (b'"Qui"', INVALID),
    "json in a string": (rb'"{\"question\": \"Qui\"}"', INVALID),
    "number": (b"1", INVALID),
    "null": (b"null", INVALID),
    "true": (b"true", INVALID),
    "no fields": (b"{}", INVALID),
    "surrogate in key": (rb'{"\ud800": 1}', INVALID),
    "surrogate in an unknown place": (rb'{"x": [{"y": "\udfff"}]}', INVALID),
    "too large": (b'{"question": "' + b"x" * 100_000 + b'"}', TOO_LARGE),
}

BAD_HEADERS: dict[str, dict[str, str]] = {
    "no type": {},
    "form": {"Content-Type": "application/x-www-form-urlencoded"},
    "text": {"Content-Type": "text/plain"},
    "multipart": {"Content-Type": "multipart/form-data; boundary=x"},
    "nonsense": {"Content-Type": ";;;"},
    "latin-1": {"Content-Type": "application/json; charset=latin-1"},
    "gzip": {"Content-Type": JSON, "Content-Encoding": "gzip"},
    "deflate": {"Content-Type": JSON, "Content-Encoding": "deflate"},
}

BAD_TEXTS = [None, "", " ", "\n\t", "\0", "a\0b", 1, True, [], {}, ["a"], "\ud800", "x\udc00"]
BAD_STRINGS = [1, True, [], {}, "\ud800"]
BAD_COUNTS = [0, -1, 101, 10**30, 1.5, "3", "", True, None, [], {}]

COMPARISON: dict[str, Any] = {"field": "meta.language", "operator": "==", "value": "fr"}


def _nested(levels: int) -> dict[str, Any]:
    filters = COMPARISON
    for _ in range(levels - 1):
        filters = {"operator": "NOT", "conditions": [filters]}
    return filters


BAD_FILTERS = [
    *("x", 1, True, [], [COMPARISON], {}, {"field": "a"}, {"operator": "AND"}, {"x": 1}),
    {"operator": "==", "value": 1},
    COMPARISON | {"operator": "="},
    COMPARISON | {"operator": "AND"},
    COMPARISON | {"operator": None},
    COMPARISON | {"operator": ["=="]},
    COMPARISON | {"operator": {}},
    COMPARISON | {"field": None},
    COMPARISON | {"field": ""},
    COMPARISON | {"field": " "},
    COMPARISON | {"field": 1},
    COMPARISON | {"field": "a\0"},
    COMPARISON | {"field": "\ud800"},
    COMPARISON | {"value": {}},
    COMPARISON | {"value": [{}]},
    COMPARISON | {"value": [[1]]},
    COMPARISON | {"value": "\0"},
    COMPARISON | {"value": list(range(1001))},
    COMPARISON | {"operator": "in"},
    COMPARISON | {"operator": "not in", "value": None},
    COMPARISON | {"operator": ">"},
    COMPARISON | {"operator": "<=", "value": [1]},
    COMPARISON | {"operator": "<", "value": "2024-02-30"},
    COMPARISON | {"operator": ">=", "value": "9" * 40},
    COMPARISON | {"extra": 1},
    COMPARISON | {"conditions": []},
    {"operator": "and", "conditions": [COMPARISON]},
    {"operator": "AND", "conditions": []},
    {"operator": "AND", "conditions": {}},
    {"operator": "AND", "conditions": None},
    {"operator": "AND", "conditions": COMPARISON},
    {"operator": "AND", "conditions": [None]},
    {"operator": "AND", "conditions": [COMPARISON, {"operator": "OR", "conditions": [1]}]},
    {"operator": "AND", "conditions": [COMPARISON] * 100},
    _nested(11),
    COMPARISON | {"field": "meta.refused"},
]

BAD_FIELDS: dict[tuple[str, str], dict[str, list[Any]]] = {
    ("POST", "/v1/ask"): {
        "question": [*BAD_TEXTS, "x" * 1001],
        "top_k": [*BAD_COUNTS, 21],
        "threshold": [-0.1, 1.1, "0.5", True, [], 10**400],
        "debug": ["true", 1, None, []],
        "filters": BAD_FILTERS,
        "k": [1, None],
    },
    ("POST", "/v1/search"): {
        "query": [*BAD_TEXTS, "x" * 1001],
        "top_k": BAD_COUNTS,
        "filters": BAD_FILTERS,
        "threshold": [0.5],
    },
    ("POST", "/v1/articles"): {
        "id": ["", " ", "\0", 1, True, [], "\ud800", "x" * 513],
        "text": [None, "", " \n", 1, [], "\ud800", "x" * 10_001],
        "title": [*BAD_STRINGS, "\0"],
        "source": BAD_STRINGS,
        "author": BAD_STRINGS,
        "url": BAD_STRINGS,
        "published_at": [*BAD_STRINGS, "", "hier", "2024", "2024-13-01", "2024-02-30"],
        "language": [*BAD_STRINGS, "", "f", "fra", "FR", "fr-FR", "é1"],
        "meta": [None, [], "x", 1, {"title": "x"}, {"article_id": 1}, {"k": "\ud800"}],
        "articles": [None, [], {}, "x", [1], [None], [{}], [{"text": "x"}] * 6, [[]]],
        "version": ["1"],
    },
    ("PUT", "/v1/articles/a"): {
        "id": ["b", "", 1],
        "text": [None, "", 1],
        "published_at": ["2024-05-31T25:00", "2024-05-31 10:00", "20240531", "٢٠٢٤-٠١-٠١"],
        "articles": [[{"text": "x"}]],
    },
}

ADDRESSES = {
    "/v1/ask": INVALID,
    "/v1/ask?q=": INVALID,
    "/v1/ask?q=%20": INVALID,
    "/v1/ask?q=%00": INVALID,
    "/v1/ask?q=" + "x" * 1001: INVALID,
    "/v1/ask?question=Qui": INVALID,
    "/v1/ask?q=Qui&x=1": INVALID,
    "/v1/ask?q=Qui&q=Quoi": INVALID,
    "/v1/ask?q=Qui&top_k=0": INVALID,
    "/v1/ask?q=Qui&top_k=21": INVALID,
    "/v1/ask?q=Qui&top_k=x": INVALID,
    "/v1/ask?q=Qui&top_k=": INVALID,
    "/v1/ask?q=Qui&top_k=1.5": INVALID,
    "/v1/ask?q=Qui&top_k=" + "9" * 5000: INVALID,
    "/v1/ask?q=Qui&threshold=nan": INVALID,
    "/v1/ask?q=Qui&threshold=inf": INVALID,
    "/v1/ask?q=Qui&threshold=2": INVALID,
    "/v1/ask?q=Qui&threshold=x": INVALID,
    "/v1/ask?q=Qui&filters=%7B%7D": INVALID,
    "/v1/ask?q=%ff": MALFORMED,
    "/v1/ask?q=%ED%A0%80": MALFORMED,
    "/v1/ask?q=100%": MALFORMED,
    "/v1/ask?q=%zz": MALFORMED,
    "/v1/articles?limit=0": INVALID,
    "/v1/articles?limit=501": INVALID,
    "/v1/articles?limit=x": INVALID,
    "/v1/articles?limit=1&limit=2": INVALID,
    "/v1/articles?after=": INVALID,
    "/v1/articles?after=%00": INVALID,
    "/v1/articles?page=2": INVALID,
    "/v1/articles?filters=": INVALID,
    "/v1/articles?filters=x": INVALID,
    "/v1/articles?filters=NaN": INVALID,
    "/v1/articles?filters=null": INVALID,
    "/v1/articles?filters=" + "[" * 5000: INVALID,
    "/v1/articles?filters=%22%5Cud800%22": INVALID,
    "/v1/articles/b": NO_ARTICLE,
    "/v1/articles/a%2Fb": NO_ARTICLE,
    "/v1/articles/%00": INVALID,
    "/v1/articles/%20": INVALID,
    "/v1/articles/" + "x" * 513: INVALID,
    "/v1/articles/": NOT_FOUND,
    "/v1/ask/": NOT_FOUND,
    "/v1": NOT_FOUND,
    "/nothing": NOT_FOUND,
    "/nothing?a=1&a=2": NOT_FOUND,
    "/%00": NOT_FOUND,
    "/docs/assets/nothing.js": NOT_FOUND,
    "/docs/assets/../../plugins.py": NOT_FOUND,
    "/docs/assets/%2e%2e/%2e%2e/plugins.py": NOT_FOUND,
}

BAD_METHODS = {
    "/v1/ask": ["PUT", "DELETE", "PATCH", "TRACE", "BREW"],
    "/v1/search": ["GET", "PUT", "DELETE", "PATCH"],
    "/v1/articles": ["PUT", "DELETE", "PATCH"],
    "/v1/articles/a": ["POST", "PATCH"],
    "/livez": ["POST", "DELETE"],
    "/readyz": ["POST"],
    "/metrics": ["POST"],
    "/version": ["PUT"],
    "/docs": ["POST"],
    "/openapi.json": ["POST"],
    "/": ["POST"],
}


def _cases() -> Iterator[Any]:
    for (method, path), good in GOOD.items():
        where = f"{method} {path}"
        call = {"method": method, "path": path}
        for name, (data, expected) in RAW_BODIES.items():
            sent = {"data": data, "content_type": JSON}
            yield pytest.param(call | sent, expected, id=f"{where} {name}")
        for name, headers in BAD_HEADERS.items():
            sent = {"data": json.dumps(good), "headers": headers}
            yield pytest.param(call | sent, MEDIA_TYPE, id=f"{where} {name}")
        for field, values in BAD_FIELDS[method, path].items():
            for number, value in enumerate(values):
                sent = {"data": json.dumps(good | {field: value}), "content_type": JSON}
                yield pytest.param(call | sent, INVALID, id=f"{where} {field} {number}")
    for number, (path, expected) in enumerate(ADDRESSES.items()):
        yield pytest.param({"path": path}, expected, id=f"GET {number} {path[:40]}")
    for path, methods in BAD_METHODS.items():
        for method in methods:
            yield pytest.param({"path": path, "method": method}, METHOD, id=f"{method} {path}")


CASES = list(_cases())


def test_there_are_enough_cases():
    assert len(CASES) > 200


@pytest.mark.parametrize(("call", "expected"), CASES)
def test_a_bad_request(client, engine, call, expected):
    response = client.open(**call)

    assert (response.status_code, response.json["type"]) == expected
    assert response.content_type == "application/problem+json"
    assert response.json["status"] == response.status_code
    assert response.json["request_id"] == response.headers["X-Request-ID"]
    assert {"title", "detail", "instance"} <= response.json.keys()
    assert ("errors" in response.json) == (expected is INVALID)
    assert ("Allow" in response.headers) == (expected is METHOD)
    assert engine.stored == {}


def _invalid_fields() -> Iterator[Any]:
    for where, fields in BAD_FIELDS.items():
        for field, values in fields.items():
            for number, value in enumerate(values):
                yield pytest.param(where, field, value, id=f"{where} {field} {number}")


@pytest.mark.parametrize(("where", "field", "value"), list(_invalid_fields()))
def test_the_error_names_the_field(client, where, field, value):
    # Beside other fields, `articles` is taken for a list of articles.
    good = {} if field == "articles" and where[0] == "POST" else GOOD[where]
    body = json.dumps(good | {field: value})

    response = client.open(where[1], method=where[0], data=body, content_type=JSON)

    errors = response.json["errors"]
    assert any(error["field"].startswith(field) for error in errors), errors
    assert all(error["message"] for error in errors)


@pytest.mark.parametrize(
    ("body", "field", "message"),
    [
        ({}, "question", "is required"),
        (
            {"question": "Qui", "topk": 1},
            "topk",
            "is not known here; allowed: question, top_k, filters, threshold, debug, conversation",
        ),
        ({"question": "x" * 1001}, "question", "must have at most 1000 characters"),
        ({"question": " "}, "question", "must not be blank"),
        ({"question": "Qui", "top_k": 21}, "top_k", "must be at most 20"),
        ({"question": "Qui", "top_k": "3"}, "top_k", "must be an integer"),
        ({"question": "Qui", "threshold": 2}, "threshold", "must be at most 1"),
        (
            {"question": "Qui", "filters": COMPARISON | {"operator": "~"}},
            "filters.operator",
            "must be '==', '!=', '>', '>=', '<', '<=', 'in' or 'not in'",
        ),
        (
            {"question": "Qui", "filters": {"operator": "AND", "conditions": [COMPARISON, 1]}},
            "filters.conditions[1]",
            "must be an object with field, operator and value, or with operator and conditions",
        ),
        (
            {"question": "Qui", "filters": COMPARISON | {"operator": "in"}},
            "filters",
            "needs a list as value for in and not in",
        ),
        (
            {"question": "Qui", "filters": COMPARISON | {"field": "meta.refused"}},
            "filters",
            "meta.refused cannot be compared",
        ),
    ],
)
def test_the_message_says_what_is_allowed(client, body, field, message):
    response = client.post("/v1/ask", json=body)

    assert response.json["errors"] == [{"field": field, "message": message}]


def test_a_long_name_is_cut_off(client):
    response = client.post("/v1/ask", json={"x" * 50_000: 1})

    assert response.status_code == 422
    assert len(response.data) < 2000


def test_a_million_unknown_fields_are_not_all_named(client):
    response = client.post("/v1/ask", json={f"x{n}": 1 for n in range(5000)})

    assert response.status_code == 422
    assert len(response.json["errors"]) == 10


@pytest.mark.parametrize("path", ["/v1/articles/\xff", "/\xff", "/v1/articles/\xed\xa0\x80"])
def test_a_path_that_is_no_utf_8(client, path):
    # As servers hand it over; the client of the tests would mend it.
    response = client.get("/", environ_overrides={"PATH_INFO": path})

    assert (response.status_code, response.json["type"]) == MALFORMED


@pytest.mark.parametrize("address", ["/v1/articles/100%", "/v1/articles/%zz", "/%é"])
def test_a_path_with_a_stray_percent_sign(client, address):
    response = client.get("/", environ_overrides={"RAW_URI": address})

    assert (response.status_code, response.json["type"]) == MALFORMED


def test_a_body_of_unknown_length_keeps_to_the_limit(client):
    def send(size: int) -> int:
        body = b'{"question": "Qui ?"' + b" " * size + b"}"
        environ = {"wsgi.input_terminated": True, "HTTP_TRANSFER_ENCODING": "chunked"}
        response = client.post(
            "/v1/ask", input_stream=BytesIO(body), content_type=JSON, environ_overrides=environ
        )
        return response.status_code

    assert send(10) == 200
    assert send(200_000) == 413
