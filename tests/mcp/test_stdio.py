"""`citeqa mcp` as assistants start it, over the real models and the example articles."""

import json
import re
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from mcp import StdioServerParameters

from service.cli import main
from service.mcp.serving import PATH
from service.records.database import Records
from service.records.keys import ApiKeys
from service.records.scope import Scope

ROOT = Path(__file__).parents[2]
CITEQA = Path(sys.executable).with_name("citeqa")

INITIALIZE = {
    "jsonrpc": "2.0",
    "id": 1,
    "method": "initialize",
    "params": {
        "protocolVersion": "2025-06-18",
        "capabilities": {},
        "clientInfo": {"name": "by hand", "version": "1"},
    },
}


def call(number, name, **arguments):
    params = {"name": name, "arguments": arguments}
    return {"jsonrpc": "2.0", "id": number, "method": "tools/call", "params": params}


def test_an_assistant_asks_searches_and_reads(data_dir, talk_to):
    server = StdioServerParameters(
        command=str(CITEQA), args=["mcp"], env={"CITEQA_DATA_DIR": str(data_dir)}
    )

    async def talk(client):
        question = "Where will the special meeting on piracy be held?"
        asked = (await client.call_tool("ask", {"question": question})).structured_content
        declined = await client.call_tool("ask", {"question": "What is the capital of Australia?"})
        found = await client.call_tool("search", {"query": "special meeting on piracy"})
        cited = asked["answers"][0]["citations"][0]
        article = await client.call_tool("get_article", {"article_id": cited["article_id"]})
        [contents] = (
            await client.read_resource(f"citeqa://articles/{cited['article_id']}")
        ).contents
        listed = (await client.list_resources()).resources
        return asked, declined, found, article, contents, listed

    asked, declined, found, article, contents, listed = talk_to(server, talk)

    assert asked["answer"] == "Cotonou"
    cited = asked["answers"][0]["citations"][0]
    assert cited["article_id"] == "sommet-lome"
    assert contents.text[cited["start"] : cited["end"]] == "Cotonou"
    assert contents.text == article.structured_content["text"]
    assert declined.structured_content["no_answer_reason"] == "low_confidence"
    passages = found.structured_content["passages"]
    assert any("Cotonou" in passage["text"] for passage in passages)
    assert "sommet-lome" in [each.name for each in listed]
    assert len(listed) == 12


def test_standard_output_has_json_rpc_alone(data_dir):
    messages = [
        INITIALIZE,
        {"jsonrpc": "2.0", "method": "notifications/initialized"},
        call(2, "ask", question="Who negotiated at the mediation offices?"),
        call(3, "ask", question=""),
        call(4, "nothing"),
    ]
    lines = ["this is not JSON", "[]", *map(json.dumps, messages)]
    process = subprocess.Popen(
        [CITEQA, "mcp", "--data-dir", data_dir],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdin and process.stdout
    # It is ended, and so the reading below, should it not answer.
    patience = threading.Timer(120, process.kill)
    patience.start()
    process.stdin.write("\n".join(lines) + "\n")
    process.stdin.flush()
    answers = []
    while not {1, 2, 3, 4} <= {each.get("id") for each in answers}:
        answers.append(json.loads(process.stdout.readline()))
    output, errors = process.communicate(timeout=60)  # which closes its input
    patience.cancel()

    assert (process.returncode, output) == (0, ""), errors
    assert all(each["jsonrpc"] == "2.0" for each in answers)
    by_id = {each.get("id"): each for each in answers}
    assert by_id[2]["result"]["isError"] is False
    assert by_id[3]["result"]["isError"] is True
    assert by_id[4]["error"]["code"] == -32602
    assert "Traceback" not in json.dumps(answers)


def test_what_the_documentation_tells_assistants_to_start_is_understood():
    documented = (ROOT / "docs" / "mcp.md").read_text(encoding="utf-8")
    configurations = [
        json.loads(each) for each in re.findall(r"```json\n(.*?)```", documented, re.S)
    ]
    servers = [(each.get("mcpServers") or each["servers"])["citeqa"] for each in configurations]

    started = [server["args"] for server in servers if "args" in server]
    assert len(started) == 2
    for command, *flags in started:
        assert main.commands[command].make_context(command, flags)
    addresses = [server["url"] for server in servers if "url" in server]
    assert addresses[:2] == [f"http://127.0.0.1:8001{PATH}"] * 2
    assert [address.endswith(PATH) for address in addresses] == [True] * 3


def test_without_the_extra_it_says_what_is_missing(run, monkeypatch):
    monkeypatch.setitem(sys.modules, "mcp", None)

    result = run("mcp")

    assert result.exit_code == 2
    assert "pip install 'citeqa[mcp]'" in result.output


@pytest.mark.parametrize(
    ("flags", "told"),
    [
        (["--allow-host", "a.example"], "goes with --http"),
        (["--http", "8001"], "is not HOST:PORT"),
        (["--http", "::1:8001"], "is not HOST:PORT"),
        (["--http", "127.0.0.1:0"], "is not HOST:PORT"),
        (["--http", "127.0.0.1:65536"], "is not HOST:PORT"),
        (["--http", "0.0.0.0:8001"], "there is no key"),
        (["--http", "[::]:8001"], "there is no key"),
        (["--http", "news.example:8001"], "there is no key"),
    ],
)
def test_where_it_does_not_listen(run, tmp_path, flags, told):
    result = run("mcp", "--data-dir", tmp_path / "data", *flags)

    assert result.exit_code == 2
    assert told in result.output
    assert not (tmp_path / "data").exists()


@pytest.mark.parametrize("anonymous", ["ask", "all", "none"])
def test_what_is_open_to_everybody_can_be_said(run, tmp_path, monkeypatch, anonymous):
    monkeypatch.setenv("CITEQA_ANONYMOUS", anonymous)

    # Allowed, and then not this machine's: from the documentation's range (RFC 5737).
    result = run("mcp", "--data-dir", tmp_path / "data", "--http", "192.0.2.1:8001")

    assert result.exit_code == 2
    assert "Cannot listen at" in result.output


def test_a_key_is_enough_unless_it_was_revoked(run, tmp_path):
    keys = ApiKeys(Records(tmp_path / "data"))
    key, _ = keys.create("assistant", Scope.ASK)
    listen = ("mcp", "--data-dir", tmp_path / "data", "--http", "192.0.2.1:8001")
    assert "Cannot listen at" in run(*listen).output

    keys.revoke(key.id)

    assert "there is no key" in run(*listen).output
