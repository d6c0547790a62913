"""OpenAI's own clients, for Python and for JavaScript, against the running service."""

import hashlib
import json
import os
import shutil
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import openai
import pytest
from openai import OpenAI

from index.loading import Limits, load

TALKS = Path(__file__).parents[2] / "examples" / "articles" / "entretiens-astana.txt"
PROJECT = Path(__file__).parent / "openai_npm"

BRIDGE = {
    "id": "npm/passerelle",
    "title": "La passerelle 🌉 rouvre",
    "source": "Le Courrier de Trévignon",
    "url": "https://courrier.example/passerelle",
    "published_at": "2024-05-31",
    "text": "La passerelle « 🌉 Arc-en-ciel » de Trévignon-les-Eaux a rouvert jeudi. Elle avait "
    "été fermée par l’ingénieure Solange Ferrachat après la crue d’avril.",
}
WHO_CLOSED = "Qui a fermé la passerelle de Trévignon-les-Eaux ?"


@pytest.fixture(scope="module", autouse=True)
def articles(server: Any) -> Iterator[None]:
    """Two articles on the server that others use too, for as long as this file needs them."""
    (talks,) = load([TALKS], Limits(1 << 20, 1 << 20))
    fields = ("id", "text", "title", "source", "published_at", "language")
    body = {name: getattr(talks.article, name) for name in fields}
    stored = server.request("POST", "/v1/articles", {"articles": [body, BRIDGE]})
    assert stored.status == 201, stored.body
    yield
    for article in (body, BRIDGE):
        path = f"/v1/articles/{quote(article['id'], safe='')}"
        assert server.request("DELETE", path).status == 204


@pytest.fixture(scope="module")
def sdk(server: Any) -> Iterator[OpenAI]:
    with OpenAI(base_url=f"{server.url}/v1", api_key="none", max_retries=0) as client:
        yield client


def test_who_attended_the_talks(sdk):
    """The chatbot of the README, on its question."""
    completion = sdk.chat.completions.create(
        model="citeqa", messages=[{"role": "user", "content": "Who attended the talks?"}]
    )

    message = completion.choices[0].message
    answer, _, source = message.content.partition("\n\n")
    assert "Daulet Omarbekov" in answer
    assert answer.endswith(" [1]")
    assert source.startswith(
        "[1] Gaz et rail au menu des entretiens entre le Kazakhstan et la Hongrie"
    )
    citeqa = completion.model_extra["citeqa"]
    assert answer == f"{citeqa['answer']} [1]"
    assert citeqa["answer"] in TALKS.read_text("utf-8")
    assert message.annotations[0].file_citation["file_id"] == "entretiens-astana"


def test_a_stream_is_the_same_answer(sdk):
    messages = [{"role": "user", "content": WHO_CLOSED}]
    whole = sdk.chat.completions.create(model="citeqa", messages=messages)

    chunks = list(sdk.chat.completions.create(model="citeqa", messages=messages, stream=True))

    said = "".join(chunk.choices[0].delta.content or "" for chunk in chunks)
    assert said == whole.choices[0].message.content
    assert "Solange Ferrachat" in said
    assert chunks[-1].choices[0].finish_reason == "stop"
    assert chunks[-1].model_extra["citeqa"]["answer"] == whole.model_extra["citeqa"]["answer"]


def test_a_stream_goes_out_in_chunks_and_keeps_the_connection(server):
    body = {"model": "citeqa", "input": WHO_CLOSED, "stream": True}

    response = server.request("POST", "/v1/responses", body)

    assert response.status == 200
    assert response.headers["transfer-encoding"] == "chunked"
    assert "content-length" not in response.headers
    assert response.body.endswith(b"\n\n")
    assert response.headers["x-request-id"] in server.log


def test_each_event_is_sent_by_itself(server):
    body = json.dumps({"model": "citeqa", "input": WHO_CLOSED, "stream": True}).encode()
    head = (
        "POST /v1/responses HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    with socket.create_connection(("127.0.0.1", server.port), timeout=30) as connection:
        connection.sendall(head.encode() + body)
        received = b"".join(iter(lambda: connection.recv(65536), b""))

    rest = received.partition(b"\r\n\r\n")[2]
    chunks = []
    while rest:
        size, _, rest = rest.partition(b"\r\n")
        chunks.append(rest[: int(size, 16)])
        rest = rest[int(size, 16) + 2 :]
    *events, end = chunks
    assert end == b""
    assert len(events) > 10
    for event in events:
        assert event.startswith(b"event: response.")
        assert event.count(b"\n\n") == 1


def test_streams_are_counted(server, sdk):
    def counted() -> float:
        found = server.counted("citeqa_http_requests_total")
        return found.get(("POST", "/v1/responses", "200"), 0)

    before = counted()
    list(sdk.responses.create(model="citeqa", input=WHO_CLOSED, stream=True))

    assert counted() == before + 1


def test_what_no_article_says_is_declined(sdk):
    response = sdk.responses.create(
        model="citeqa", input="What is the boiling point of molybdenum hexafluoride?"
    )

    assert response.output_text == "Sorry, the articles do not answer this question."
    assert response.model_extra["citeqa"]["answered"] is False


def test_a_broken_body_is_an_error_of_openais(server):
    headers = {"Content-Type": "application/json"}
    response = server.request("POST", "/v1/chat/completions", body=b"{", headers=headers)

    assert (response.status, response.type) == (400, "application/json")
    assert response.json["error"]["type"] == "invalid_request_error"


def test_another_model_is_not_found(sdk):
    with pytest.raises(openai.NotFoundError) as caught:
        sdk.responses.create(model="gpt-4o", input=WHO_CLOSED)

    assert caught.value.code == "model_not_found"


@pytest.fixture(scope="module")
def npm_project(needed: Any, request: pytest.FixtureRequest) -> Path:
    """A folder with the npm package installed, kept from run to run."""
    if not (shutil.which("node") and shutil.which("npm")):
        needed("npm", "node or npm is not installed")
    lock = (PROJECT / "package-lock.json").read_bytes()
    name = f"openai-npm-{hashlib.sha256(lock).hexdigest()[:12]}"
    folder = Path(request.config.cache.mkdir(name))
    for file in PROJECT.iterdir():
        shutil.copy(file, folder)
    if not (folder / "node_modules" / ".package-lock.json").is_file():
        for attempt in (1, 2, 3):  # a registry may be slow once
            if (error := _not_installed(folder)) is None:
                break
            if attempt == 3:
                needed("npm", f"npm could not install the client: {error}")
    return folder


def _not_installed(folder: Path) -> Exception | None:
    command = ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
    try:
        subprocess.run(command, cwd=folder, capture_output=True, timeout=120, check=True)
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired) as error:
        return error
    return None


def test_the_client_for_javascript(server, npm_project):
    environment = {"PATH": os.environ["PATH"], "HOME": str(npm_project)}
    done = subprocess.run(
        ["node", "client.mjs"],
        cwd=npm_project,
        env=environment | {"BASE_URL": f"{server.url}/v1", "QUESTION": WHO_CLOSED},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    got = json.loads(done.stdout)

    text = got["chat"]["choices"][0]["message"]["content"]
    assert "Solange Ferrachat [1]\n\n[1] La passerelle 🌉 rouvre, Le Courrier de Trévignon" in text
    assert got["cited"] == ["[1]"]
    assert [model["id"] for model in got["models"]] == ["citeqa"]
    deltas = [chunk["choices"][0]["delta"] for chunk in got["chunks"] if chunk["choices"]]
    assert "".join(delta.get("content", "") for delta in deltas) == text
    assert got["chunks"][-1]["usage"] == got["chat"]["usage"]
    assert got["response"]["output_text"] == text
    assert got["events"][-1]["type"] == "response.completed"
    assert got["events"][-1]["response"]["citeqa"]["answered"] is True
    assert got["unknown"]["name"] == "NotFoundError"
    assert got["unknown"]["code"] == "model_not_found"
    assert got["several"]["param"] == "n"
