"""The examples for chatbot builders, run against a running service."""

import asyncio
import importlib.util
import json
import re
import shutil
import subprocess
import sys
from pathlib import Path
from types import ModuleType, SimpleNamespace

import pytest
import yaml

EXAMPLES = Path(__file__).parents[2] / "examples"
SERVICE = "http://localhost:8000"

ARTICLE = {
    "id": "chatbots/funiculaire",
    "title": "Le funiculaire de Brumeval",
    "url": "https://gazette.example/funiculaire",
    "text": "Le funiculaire de Brumeval a été inauguré jeudi par Anselme Korvin.",
}
QUESTION = "Qui a inauguré le funiculaire de Brumeval ?"
UNANSWERABLE = "What is the capital of Australia?"


@pytest.fixture(scope="module")
def service(server):
    """The running service's address; it knows the article."""
    assert server.request("POST", "/v1/articles", ARTICLE).status in (200, 201)
    return server.url


# ------------------------------------------------------------------------------ Rasa


class Dispatcher:
    """As much of rasa_sdk's as the action uses."""

    def __init__(self):
        self.messages = []

    def utter_message(self, text=None, json_message=None):
        self.messages.append((text, json_message))


@pytest.fixture
def actions(monkeypatch):
    """The example, with a stand-in for rasa_sdk: that needs an older gRPC than the store's."""
    sdk, executor = ModuleType("rasa_sdk"), ModuleType("rasa_sdk.executor")
    sdk.Action, sdk.Tracker, executor.CollectingDispatcher = object, object, Dispatcher
    monkeypatch.setitem(sys.modules, "rasa_sdk", sdk)
    monkeypatch.setitem(sys.modules, "rasa_sdk.executor", executor)
    spec = importlib.util.spec_from_file_location("actions", EXAMPLES / "rasa" / "actions.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def act(actions):
    def run(text):
        dispatcher = Dispatcher()
        tracker = SimpleNamespace(latest_message={"text": text})
        assert asyncio.run(actions.ActionAskArticles().run(dispatcher, tracker, {})) == []
        [message] = dispatcher.messages
        return message

    return run


def test_the_rasa_action_answers_with_its_source(act, service, monkeypatch):
    monkeypatch.setenv("CITEQA_URL", service)

    text, response = act(QUESTION)

    assert text == (
        f"Anselme Korvin\n\n“{ARTICLE['text']}”\n"
        "— Le funiculaire de Brumeval https://gazette.example/funiculaire"
    )
    assert response["answers"][0]["citations"][0]["article_id"] == ARTICLE["id"]


def test_the_rasa_action_declines(act, service, monkeypatch):
    monkeypatch.setenv("CITEQA_URL", service)

    text, response = act(UNANSWERABLE)

    assert text == "Sorry, the articles do not answer this question."
    assert response["answered"] is False


def test_the_rasa_action_says_when_the_service_is_away(act, actions, monkeypatch):
    monkeypatch.setenv("CITEQA_URL", "http://127.0.0.1:1")

    assert act(QUESTION) == (actions.AWAY, None)


def test_rasas_files_name_the_action(actions):
    domain, rules = (
        yaml.safe_load((EXAMPLES / "rasa" / name).read_text())
        for name in ("domain.yml", "rules.yml")
    )

    name = actions.ActionAskArticles().name()
    assert domain["actions"] == [name]
    assert [step.get("action") for step in rules["rules"][0]["steps"]] == [None, name]


# -------------------------------------------------------------------------- Botpress

#: What Botpress does around the code of a card, with axios as small as can be.
CARD = """
const [code, question] = process.argv.slice(1)  // with -e, there is no file's name
const axios = {
  post: async (url, body) => {
    const headers = { 'Content-Type': 'application/json' }
    const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) })
    if (!response.ok) throw new Error(`status ${response.status}`)
    return { data: await response.json() }
  },
}
const event = { conversationId: 'conversation-1', preview: question }
const workflow = {}
const Card = (async () => {}).constructor
new Card('axios', 'event', 'workflow', code)(axios, event, workflow)
  .then(() => console.log(JSON.stringify(workflow)))
"""


@pytest.fixture
def play_card(service, needed):
    if shutil.which("node") is None:
        needed("node", "node is not here")
    code = (EXAMPLES / "botpress" / "ask.js").read_text()
    assert SERVICE in code

    def play(question):
        command = ["node", "-e", CARD, "--", code.replace(SERVICE, service), question]
        done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    return play


def test_the_botpress_card_answers(play_card):
    workflow = play_card(QUESTION)

    assert workflow["answered"] is True
    assert workflow["reply"].splitlines()[0] == "Anselme Korvin"


def test_the_botpress_card_declines(play_card):
    assert play_card(UNANSWERABLE) == {
        "answered": False,
        "reply": "Sorry, the articles do not answer this question.",
    }


# ------------------------------------------------------------------------------- n8n


class Workflow:
    """An n8n workflow whose expressions are ``={{ $json.NAME }}`` alone."""

    def __init__(self, file):
        exported = json.loads(file.read_text())
        self.nodes = {node["name"]: node for node in exported["nodes"]}
        self.connections = exported["connections"]

    def after(self, name):
        [[connection]] = self.connections[name]["main"]
        return self.nodes[connection["node"]]

    @staticmethod
    def value(template, item):
        expression = re.fullmatch(r"=\{\{ \$json\.(\w+) \}\}", template)
        return item[expression[1]] if expression else template


@pytest.mark.parametrize(
    ("question", "begins"),
    [(QUESTION, "Anselme Korvin\n\n— Le funiculaire"), (UNANSWERABLE, "Sorry, the articles")],
)
def test_the_n8n_workflow_answers(server, service, question, begins):
    workflow = Workflow(EXAMPLES / "n8n" / "ask-the-articles.json")
    trigger = next(each for each in workflow.nodes.values() if each["type"].endswith("chatTrigger"))
    asking = workflow.after(trigger["name"])
    saying = workflow.after(asking["name"])
    parameters = asking["parameters"]
    assert (parameters["method"], parameters["specifyBody"]) == ("POST", "keypair")
    assert parameters["url"].startswith(f"{SERVICE}/")

    item = {"chatInput": question, "sessionId": "session-1"}
    body = {
        each["name"]: workflow.value(each["value"], item)
        for each in parameters["bodyParameters"]["parameters"]
    }
    response = server.request("POST", parameters["url"].removeprefix(SERVICE), body)

    assert response.status == 200
    [received] = response.json  # which n8n makes one item of
    assert received["recipient_id"] == "session-1"
    [said] = saying["parameters"]["assignments"]["assignments"]
    assert said["name"] == "output"
    assert workflow.value(said["value"], received).startswith(begins)
