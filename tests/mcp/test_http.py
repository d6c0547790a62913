"""`citeqa mcp --http`, over the real models and the example articles."""

import http.client
import json

import pytest

from service.exposure import is_local
from service.mcp.address import Address

LIST_TOOLS = {"jsonrpc": "2.0", "id": 1, "method": "tools/list", "params": {}}


def post(server, body=LIST_TOOLS, **headers):
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)
    usual = {"Content-Type": "application/json", "Accept": "application/json, text/event-stream"}
    try:
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        connection.request("POST", "/mcp", data, usual | headers)
        response = connection.getresponse()
        return response.status, response.read()
    finally:
        connection.close()


@pytest.mark.parametrize("mode", ["auto", "legacy"])
def test_an_assistant_asks_and_reads(http_server, talk_to, mode):
    async def talk(client):
        question = "Pourquoi le Burkina Faso n'est-il pas venu au sommet de Dakar ?"
        asked = await client.call_tool("ask", {"question": question})
        read = await client.read_resource("citeqa://articles/accord-eau-dakar")
        return asked, read

    asked, read = talk_to(http_server.url, talk, mode=mode)

    answer = asked.structured_content["answer"]
    assert answer == "il conteste le calcul des contributions financières"
    cited = asked.structured_content["answers"][0]["citations"][0]
    assert read.contents[0].text[cited["start"] : cited["end"]] == answer


def test_a_request_stands_for_itself(http_server):
    status, body = post(http_server)

    assert status == 200
    assert [each["name"] for each in json.loads(body)["result"]["tools"]] == [
        "ask",
        "search",
        "get_article",
    ]


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example:80", ""])
def test_a_name_that_leads_here_from_elsewhere_is_refused(http_server, host):
    assert post(http_server, Host=host)[0] in (400, 401, 421)


@pytest.mark.parametrize(
    "origin", ["https://evil.example", "null", "http://localhost.evil.example"]
)
def test_pages_from_elsewhere_are_refused(http_server, origin):
    assert post(http_server, Origin=origin)[0] == 401


def test_its_own_names_are_served_without_a_key(http_server):
    assert post(http_server, Host="localhost:8001", Origin="http://localhost:6274")[0] == 200


@pytest.mark.parametrize(
    "headers",
    [
        {"Host": "assistant.example", "Origin": "https://assistant.example"},
        {"X-Forwarded-For": "127.0.0.1"},
        {"Authorization": f"Bearer cqa_{'0' * 12}_{'0' * 64}"},
    ],
)
def test_what_is_not_from_here_needs_one(http_server, headers):
    status, body = post(http_server, **headers)

    assert status == 401
    assert json.loads(body)["type"] == "/problems/unauthorized"


@pytest.mark.parametrize(
    ("body", "status"),
    [(b"", 400), (b"{", 400), (b"[]", 400), (b"x" * 5_000_000, 413)],
)
def test_what_is_no_request(http_server, body, status):
    told, answer = post(http_server, body)

    assert told == status
    assert b"Traceback" not in answer


def test_other_paths_have_nothing(http_server):
    connection = http.client.HTTPConnection("127.0.0.1", http_server.port, timeout=30)
    connection.request("GET", "/")
    assert connection.getresponse().status == 404
    connection.close()


def test_a_port_that_is_taken(http_server, run, tmp_path):
    result = run("mcp", "--http", f"127.0.0.1:{http_server.port}", "--data-dir", tmp_path / "data")

    assert result.exit_code == 2
    assert "Cannot listen at" in result.output


@pytest.mark.parametrize(
    ("text", "loopback"),
    [
        ("127.0.0.1:1", True),
        ("127.8.8.8:65535", True),
        ("localhost:8001", True),
        ("[::1]:8001", True),
        ("0.0.0.0:8001", False),
        ("[::]:8001", False),
        ("10.0.0.1:8001", False),
        ("localhost.example:8001", False),
        ("[::ffff:10.0.0.1]:8001", False),
    ],
)
def test_what_is_loopback(text, loopback):
    address = Address.parse(text)

    assert is_local(text) is loopback
    assert ("localhost" in address.security().allowed_hosts) is loopback


def test_names_are_those_of_the_address_and_those_given():
    security = Address.parse("10.0.0.1:8001").security(["news.example"])

    assert security.enable_dns_rebinding_protection
    assert security.allowed_hosts == ["10.0.0.1", "10.0.0.1:*", "news.example", "news.example:*"]
