"""The bad requests of the API's tests, and worse ones, over real connections."""

import http.client
import json
import runpy
import socket
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

CASES = runpy.run_path(str(Path(__file__).parents[1] / "api" / "test_bad_requests.py"))["CASES"]

#: The limits under which these requests are too large.
LIMITS = {
    "CITEQA_MAX_REQUEST_BYTES": "100000",
    "CITEQA_MAX_ARTICLES_PER_REQUEST": "5",
    "CITEQA_MAX_ARTICLE_CHARS": "10000",
    "CITEQA_WORKERS": "1",
    "CITEQA_MODEL_THREADS": "1",
}

#: Only the engine of the API's tests refuses this field.
REFUSED_ELSEWHERE = "meta.refused"

#: Longer addresses are refused by gunicorn itself.
LONGEST_ADDRESS = 8000


@pytest.fixture(scope="module")
def strict_server(start_server):
    started = start_server("strict", **LIMITS)
    started.wait_until_ready(workers=1)
    return started


def send(port: int, call: dict[str, Any]) -> tuple[int, str | None, Any]:
    """Status, media type and document that a call of the API's tests gets from a server."""
    headers = dict(call.get("headers", {}))
    if "content_type" in call:
        headers["Content-Type"] = call["content_type"]
    data = call.get("data")
    body = data.encode() if isinstance(data, str) else data
    path = quote(call["path"], safe="/%?&=+[]{}:,;'\"")
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    try:
        connection.request(call.get("method", "GET"), path, body, headers)
        response = connection.getresponse()
        text = response.read()
        type_ = response.headers.get("Content-Type")
        return response.status, type_, json.loads(text) if text else None
    finally:
        connection.close()


def test_hundreds_of_bad_requests_are_all_refused_as_they_should_be(strict_server):
    calls = [
        case.values
        for case in CASES
        if REFUSED_ELSEWHERE not in str(case.values[0])
        and len(case.values[0]["path"]) < LONGEST_ADDRESS
    ]
    assert len(calls) > 200

    wrong = []
    for call, (status, type_) in calls:
        got, media_type, document = send(strict_server.port, call)
        if (got, media_type) != (status, "application/problem+json") or document["type"] != type_:
            wrong.append((call, got, media_type, document))

    assert wrong == []
    assert strict_server.request("GET", "/v1/articles").json["total"] == 0
    counted = strict_server.counted("citeqa_http_requests_total")
    assert not [labels for labels in counted if labels[-1].startswith("5")]


RAW = {
    "noise": b"\x00\x01\x02\xff\xfe\r\n\r\n",
    "a greeting of TLS": bytes.fromhex("16030100c5010000c10303") + b"\x5a" * 190 + b"\r\n\r\n",
    "no version": b"GET /livez\r\n\r\n",
    "another version": b"GET /livez HTTP/9.9\r\nHost: x\r\n\r\n",
    "no path": b"GET HTTP/1.1\r\nHost: x\r\n\r\n",
    "a method with a space before it": b" GET /livez HTTP/1.1\r\nHost: x\r\n\r\n",
    "a header without a colon": b"GET /livez HTTP/1.1\r\nHost x\r\n\r\n",
    "a header with a NUL": b"GET /livez HTTP/1.1\r\nHost: x\r\nX-A: a\x00b\r\n\r\n",
    "a header with a space in its name": b"GET /livez HTTP/1.1\r\nHost: x\r\nX A: a\r\n\r\n",
    "a header that is folded": b"GET /livez HTTP/1.1\r\nHost: x\r\nX-A: a\r\n b\r\n\r\n",
    "a header that is too long": b"GET /livez HTTP/1.1\r\nX-A: " + b"a" * 20_000 + b"\r\n\r\n",
    "too many headers": b"GET /livez HTTP/1.1\r\n" + b"X-A: a\r\n" * 300 + b"\r\n",
    "a path that is too long": b"GET /" + b"a" * 20_000 + b" HTTP/1.1\r\nHost: x\r\n\r\n",
    "a length that is no number": b"POST /v1/ask HTTP/1.1\r\nContent-Length: ten\r\n\r\n{}",
    "a negative length": b"POST /v1/ask HTTP/1.1\r\nContent-Length: -1\r\n\r\n{}",
    "two lengths": b"POST /v1/ask HTTP/1.1\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n{}",
    "a length and chunks": b"POST /v1/ask HTTP/1.1\r\nContent-Type: application/json\r\n"
    b"Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    "chunks that are none": b"POST /v1/ask HTTP/1.1\r\nContent-Type: application/json\r\n"
    b"Transfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n0\r\n\r\n",
    "a body that ends too soon": b"POST /v1/ask HTTP/1.1\r\nContent-Type: application/json\r\n"
    b'Content-Length: 1000\r\n\r\n{"question": "Qui',
    "chunks that end too soon": b"POST /v1/ask HTTP/1.1\r\nContent-Type: application/json\r\n"
    b'Transfer-Encoding: chunked\r\n\r\n40\r\n{"question": "Qui',
    "headers that end too soon": b"GET /livez HTTP/1.1\r\nHost: x\r\nX-A",
    "nothing": b"",
}


def send_raw(port: int, data: bytes) -> bytes:
    """What comes back for ``data`` when nothing follows it."""
    with socket.create_connection(("127.0.0.1", port), timeout=20) as connection:
        received = b""
        try:
            connection.sendall(data)
            connection.shutdown(socket.SHUT_WR)
            while part := connection.recv(65536):
                received += part
        except ConnectionError:
            pass  # it was refused before it was read to the end
        return received


@pytest.mark.parametrize("data", RAW.values(), ids=RAW)
def test_what_is_no_request_is_refused_or_cut_off(strict_server, data):
    received = send_raw(strict_server.port, data)

    assert received == b"" or received.startswith((b"HTTP/1.1 4", b"HTTP/1.0 4")), received
    assert b"Traceback" not in received
    assert strict_server.request("GET", "/livez").status == 200


def test_a_way_to_transfer_that_nobody_knows(strict_server):
    data = b"POST /v1/ask HTTP/1.1\r\nTransfer-Encoding: rot13\r\n\r\n{}"

    assert send_raw(strict_server.port, data).startswith(b"HTTP/1.1 501")


def test_what_follows_a_body_that_cannot_be_read_is_no_request(strict_server):
    head = b"POST /v1/ask HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
    hidden = b"GET /v1/hidden HTTP/1.1\r\nHost: x\r\n\r\n"
    data = head + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n" + hidden

    received = send_raw(strict_server.port, data)

    assert received.startswith(b"HTTP/1.1 400"), received
    assert b"/problems/malformed-request" in received
    assert received.count(b"HTTP/1.1 ") == 1, received


def test_nothing_of_this_was_a_fault_of_the_service(strict_server):
    assert strict_server.request("POST", "/v1/ask", {"question": "Qui ?"}).status == 200
    assert '"event": "failed"' not in strict_server.log
    assert "Traceback" not in strict_server.log
