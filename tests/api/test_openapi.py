"""The OpenAPI document and the page that shows it."""

import copy
import re

import pytest
from jsonschema import Draft202012Validator
from openapi_spec_validator import validate

from service.api.app import create_app

NOT_API = {"/", "/docs", "/openapi.json", "/docs/assets/<path:filename>"}
PROBLEM = ("application/problem+json", "Problem")
OPENAI = ("application/json", "OpenAIError")


@pytest.fixture
def document(client):
    return client.get("/openapi.json").json


def test_what_all_requests_share_is_not_changed_for_one(engine, options):
    app = create_app(engine, options)
    before = copy.deepcopy(app.api_doc)

    assert app.test_client().get("/openapi.json").json != before
    assert app.api_doc == before


def test_it_is_valid_openapi_3_1(document):
    assert document["openapi"].startswith("3.1")
    validate(document)


def test_every_route_is_in_it(engine, options, document):
    routes = {
        (re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule.rule), method.lower())
        for rule in create_app(engine, options).url_map.iter_rules()
        if rule.rule not in NOT_API
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }

    documented = {(path, method) for path, item in document["paths"].items() for method in item}
    assert documented == routes


def test_every_operation_tells_of_problems(document):
    for item in document["paths"].values():
        for operation in item.values():
            for status, response in operation["responses"].items():
                if status == "default" or int(status) >= 400:
                    media, schema = OPENAI if operation["tags"] == ["openai"] else PROBLEM
                    content = response["content"][media]
                    assert content["schema"] == {"$ref": f"#/components/schemas/{schema}"}


def test_what_needs_a_key_tells_of_refusals(document):
    for item in document["paths"].values():
        for operation in item.values():
            refusals = {"401", "403", "429"} & set(operation["responses"])
            assert len(refusals) == (3 if operation["security"] else 0), operation


@pytest.mark.parametrize(
    "path", ["/v1/ask", "/v1/chat/completions", "/v1/responses", "/webhooks/rest/webhook"]
)
def test_questions_can_be_too_many_or_too_long(document, path):
    assert {"503", "504"} <= set(document["paths"][path]["post"]["responses"])


@pytest.mark.parametrize("path", ["/v1/chat/completions", "/v1/responses"])
def test_answers_for_openai_are_whole_or_streamed(document, path):
    content = document["paths"][path]["post"]["responses"]["200"]["content"]

    assert set(content) == {"application/json", "text/event-stream"}
    # Of each event, as OpenAPI has it.
    assert content["text/event-stream"]["schema"]["required"] == ["data"]


def test_bodies_have_examples_in_both_languages(document):
    for item in document["paths"].values():
        for operation in item.values():
            if "requestBody" in operation:
                content = operation["requestBody"]["content"]
                if [*content] != ["text/csv"]:
                    assert set(content["application/json"]["examples"]) == {"fr", "en"}


def _examples(document):
    for path, item in document["paths"].items():
        for method, operation in item.items():
            bodies = [operation.get("requestBody", {}), *operation["responses"].values()]
            for body in bodies:
                content = body.get("content", {}).get("application/json", {})
                for example in content.get("examples", {}).values():
                    yield method, path, content["schema"], example["value"]


def test_the_examples_are_what_the_schemas_say(document):
    checked = 0
    for _, _, schema, value in _examples(document):
        whole = schema | {"components": document["components"]}
        Draft202012Validator(whole).validate(value)
        checked += 1
    assert checked >= 10


def test_the_request_examples_are_accepted(client, document):
    for method, path, _, value in _examples(document):
        if "query_id" in value or "results" in value:
            continue
        address = path.replace("{article_id}", value.get("id", "")).replace("{curated_id}", "a")
        response = client.open(address, method=method.upper(), json=value, buffered=True)
        assert response.status_code in (200, 201), response.text


def test_swagger_ui_needs_no_internet(client):
    page = client.get("/docs")

    assert page.status_code == 200
    assert "//" not in page.text
    for address in re.findall(r'(?:href|src)="([^"]+)"', page.text):
        assert client.get(f"/{address}").status_code == 200
    policy = page.headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; connect-src 'self'")
    assert "http" not in policy


def test_the_root_leads_to_the_documentation(client):
    response = client.get("/")

    assert (response.status_code, response.headers["Location"]) == (302, "/docs")
