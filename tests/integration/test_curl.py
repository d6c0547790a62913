"""The API as docs/api.md describes it, with curl against the running service."""

import json
import re
import shutil
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

pytestmark = pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed")

JSON = ("-H", "Content-Type: application/json")

FRENCH = {
    "id": "curl/été à Brume-sur-Lac",
    "title": "La passerelle rouvre",
    "source": "Le Courrier de Brume",
    "published_at": "2024-05-31",
    "text": "La passerelle de Brume-sur-Lac 🌉 a rouvert jeudi. Elle avait été fermée par "
    "l’ingénieure Solange Ferrachat après la crue d’avril.",
    "meta": {"rubrique": "curl"},
}
ENGLISH = {
    "id": "curl//harbour",
    "source": "The Harbour Post",
    "published_at": "2023-11-02T08:30:00Z",
    "text": "The lighthouse of Quill Harbour was repainted in November. The keeper, Desmond "
    "Arkwright, chose the colour green.",
    "meta": {"rubrique": "curl"},
}


@dataclass(frozen=True)
class Said:
    """What curl was told; ``value`` is the body's JSON, if it is any."""

    status: int
    headers: dict[str, str]
    text: str

    @property
    def value(self) -> Any:
        return json.loads(self.text)

    @property
    def problem(self) -> tuple[int, str]:
        """Status and type, of what must be a whole problem document."""
        assert self.headers["content-type"] == "application/problem+json"
        document = self.value
        assert {"type", "title", "status", "detail", "instance", "request_id"} <= document.keys()
        assert document["status"] == self.status
        assert document["request_id"] == self.headers["x-request-id"]
        return self.status, document["type"]


Curl = Callable[..., Said]


@pytest.fixture
def curl(server, tmp_path: Path) -> Curl:
    """``curl ARGUMENTS… PATH`` with the path last; refused connections are failures."""

    def run(*arguments: str) -> Said:
        *options, path = arguments
        head, body = tmp_path / "head", tmp_path / "body"
        body.write_bytes(b"")
        command = ["curl", "-sS", "-m", "30", "-D", head, "-o", body, *options, server.url + path]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        assert done.returncode == 0, (command, done.stderr)
        # After an interim response, such as 100 Continue, comes the one that counts.
        status, *lines = head.read_text(encoding="latin-1").strip().split("\n\n")[-1].splitlines()
        headers = dict(line.split(": ", 1) for line in lines)
        named = {name.lower(): value for name, value in headers.items()}
        return Said(int(status.split()[1]), named, body.read_text(encoding="utf-8"))

    return run


@pytest.fixture(scope="module", autouse=True)
def stored(server) -> Iterator[None]:
    for article in (FRENCH, ENGLISH):
        assert server.request("POST", "/v1/articles", article).status == 201
    yield
    for path in ("curl/%C3%A9t%C3%A9%20%C3%A0%20Brume-sur-Lac", "curl%2F%2Fharbour"):
        assert server.request("DELETE", f"/v1/articles/{path}").status == 204


def assert_cited(answers: list[Any], article: dict[str, Any]) -> None:
    for answer in answers:
        for citation in answer["citations"]:
            if citation["article_id"] != article["id"]:
                continue
            text = article["text"]
            assert text[citation["start"] : citation["end"]] == answer["text"]
            assert text[citation["quote_start"] : citation["quote_end"]] == citation["quote"]


# ------------------------------------------------------------------------- questions


def test_a_french_question(curl: Curl) -> None:
    question = {"question": "Qui avait fermé la passerelle de Brume-sur-Lac ?"}

    said = curl(*JSON, "-d", json.dumps(question), "/v1/ask")

    assert said.status == 200
    assert said.headers["content-type"] == "application/json"
    assert said.value["answered"] is True
    assert "Solange Ferrachat" in said.value["answer"]
    best = said.value["answers"][0]["citations"][0]
    assert best["article_id"] == FRENCH["id"]
    assert (best["title"], best["source"]) == (FRENCH["title"], FRENCH["source"])
    assert (best["published_at"], best["language"]) == ("2024-05-31", "fr")
    assert_cited(said.value["answers"], FRENCH)


def test_an_english_question_in_an_address(curl: Curl) -> None:
    question = "q=Who chose the colour of the lighthouse of Quill Harbour?"

    said = curl("--get", "--data-urlencode", question, "-d", "top_k=1", "/v1/ask")

    assert said.status == 200
    assert said.value["question_language"] == "en"
    assert "Desmond Arkwright" in said.value["answer"]
    assert len(said.value["answers"]) == 1
    assert_cited(said.value["answers"], ENGLISH)


def test_accents_in_an_address(curl: Curl) -> None:
    question = "q=Où est la passerelle fermée après la crue d’avril ? 🌉"

    said = curl("--get", "--data-urlencode", question, "-d", "threshold=0", "/v1/ask")

    assert said.status == 200
    assert said.value["question"] == question[2:]
    assert_cited(said.value["answers"], FRENCH)


def test_a_question_without_a_good_answer(curl: Curl) -> None:
    body = {"question": "Qui avait fermé la passerelle ?", "threshold": 1, "debug": True}

    said = curl(*JSON, "-d", json.dumps(body), "/v1/ask")

    assert said.status == 200
    assert (said.value["answered"], said.value["answer"], said.value["answers"]) == (
        False,
        None,
        [],
    )
    assert said.value["no_answer_reason"] == "low_confidence"
    assert said.value["passages"]
    assert "candidates" in said.value["debug"]


def test_filters_decide_what_is_read(curl: Curl) -> None:
    filters = {
        "operator": "AND",
        "conditions": [
            {"field": "meta.rubrique", "operator": "==", "value": "curl"},
            {"field": "meta.published_at", "operator": ">=", "value": "2024-01-01"},
        ],
    }
    body = {"question": "Who chose the colour green?", "threshold": 0, "filters": filters}

    said = curl(*JSON, "-d", json.dumps(body), "/v1/ask")

    assert {passage["article_id"] for passage in said.value["passages"]} == {FRENCH["id"]}


def test_a_filter_that_leaves_nothing(curl: Curl) -> None:
    filters = {"field": "meta.source", "operator": "==", "value": "Le Journal de personne"}

    said = curl(*JSON, "-d", json.dumps({"question": "Qui ?", "filters": filters}), "/v1/ask")

    assert said.value["no_answer_reason"] == "no_relevant_passage"


def test_searching(curl: Curl) -> None:
    body = {"query": "passerelle de Brume-sur-Lac", "top_k": 1}

    said = curl(*JSON, "-d", json.dumps(body), "/v1/search")

    assert said.status == 200
    [passage] = said.value["passages"]
    assert passage["article_id"] == FRENCH["id"]
    assert FRENCH["text"][passage["start"] : passage["end"]] == passage["text"]


def test_searching_with_a_filter(curl: Curl) -> None:
    filters = {"field": "meta.language", "operator": "in", "value": ["en"]}
    body = {"query": "passerelle", "filters": filters}

    said = curl(*JSON, "-d", json.dumps(body), "/v1/search")

    assert {passage["language"] for passage in said.value["passages"]} == {"en"}


# -------------------------------------------------------------------------- articles


def test_an_article_by_an_id_with_accents_and_slashes(curl: Curl) -> None:
    said = curl("/v1/articles/curl/%C3%A9t%C3%A9%20%C3%A0%20Brume-sur-Lac")

    assert said.status == 200
    assert said.value["text"] == FRENCH["text"]
    assert said.value["meta"] == FRENCH["meta"]


@pytest.mark.parametrize("path", ["curl%2F%2Fharbour", "curl//harbour"])
def test_two_slashes_are_two_slashes(curl: Curl, path: str) -> None:
    assert curl(f"/v1/articles/{path}").value["text"] == ENGLISH["text"]


def test_an_id_as_long_as_ids_may_be(curl: Curl) -> None:
    path = "/v1/articles/" + quote("🌉" * 512)

    assert curl("-X", "PUT", *JSON, "-d", '{"text": "Le gué est sec."}', path).status == 201
    assert curl(path).value["id"] == "🌉" * 512
    assert curl("-X", "DELETE", path).status == 204


def test_a_long_question_with_accents_in_an_address(curl: Curl) -> None:
    said = curl("--get", "--data-urlencode", "q=" + "é" * 1000, "/v1/ask")

    assert said.status == 200


def test_an_article_that_did_not_change_is_not_sent_again(curl: Curl) -> None:
    tag = curl("/v1/articles/curl//harbour").headers["etag"]

    said = curl("-H", f"If-None-Match: {tag}", "/v1/articles/curl//harbour")

    assert (said.status, said.text) == (304, "")


def test_the_life_of_an_article(curl: Curl) -> None:
    path = "/v1/articles/curl%2F%C3%A9ph%C3%A9m%C3%A8re"
    first = json.dumps({"id": "curl/éphémère", "text": "Le kiosque ouvre à midi."})
    second = json.dumps({"text": "Le kiosque ouvre à minuit."})

    added = curl(*JSON, "-d", first, "/v1/articles")
    again = curl(*JSON, "-d", first, "/v1/articles")
    clash = curl(*JSON, "-d", '{"id": "curl/éphémère", "text": "Autre."}', "/v1/articles")
    replaced = curl("-X", "PUT", *JSON, "-d", second, path)
    read = curl(path)
    deleted = curl("-X", "DELETE", path)
    gone = curl(path)

    assert (added.status, added.value["articles"][0]["status"]) == (201, "added")
    assert added.headers["location"] == path
    assert (again.status, again.value["articles"][0]["status"]) == (200, "unchanged")
    assert clash.problem == (409, "/problems/article-exists")
    assert clash.value["article_ids"] == ["curl/éphémère"]
    assert (replaced.status, replaced.value["status"]) == (200, "changed")
    assert read.value["text"] == "Le kiosque ouvre à minuit."
    assert (deleted.status, deleted.text) == (204, "")
    assert gone.problem == (404, "/problems/article-not-found")
    assert curl("-X", "DELETE", path).problem == (404, "/problems/article-not-found")


def test_putting_a_new_article(curl: Curl) -> None:
    said = curl(
        "-X", "PUT", *JSON, "-d", '{"text": "Le puits est à sec."}', "/v1/articles/curl/put"
    )

    assert (said.status, said.value["status"]) == (201, "added")
    assert curl("-X", "DELETE", "/v1/articles/curl/put").status == 204


def test_several_articles_from_a_file(curl: Curl, tmp_path: Path) -> None:
    articles = [{"id": f"curl/lot-{n}", "text": f"Le lot {n} est vendu."} for n in range(3)]
    file = tmp_path / "articles.json"
    file.write_text(json.dumps({"articles": articles}), encoding="utf-8")

    said = curl(*JSON, "--data-binary", f"@{file}", "/v1/articles")

    assert said.status == 201
    assert [each["status"] for each in said.value["articles"]] == ["added"] * 3
    for article in articles:
        assert curl("-X", "DELETE", f"/v1/articles/{article['id']}").status == 204


def test_all_articles_or_none(curl: Curl) -> None:
    articles = [{"id": "curl/neuf", "text": "Du neuf."}, {"id": ENGLISH["id"], "text": "Autre."}]

    said = curl(*JSON, "-d", json.dumps({"articles": articles}), "/v1/articles")

    assert said.problem == (409, "/problems/article-exists")
    assert curl("/v1/articles/curl/neuf").status == 404


def test_listing_page_by_page(curl: Curl) -> None:
    filters = json.dumps({"field": "meta.rubrique", "operator": "==", "value": "curl"})
    shared = ("--get", "--data-urlencode", f"filters={filters}", "-d", "limit=1")

    first = curl(*shared, "/v1/articles").value
    second = curl(*shared, "--data-urlencode", f"after={first['next']}", "/v1/articles").value

    assert [first["articles"][0]["id"], second["articles"][0]["id"]] == sorted(
        [FRENCH["id"], ENGLISH["id"]]
    )
    assert (first["total"], second["total"], second["next"]) == (2, 2, None)
    assert "text" not in first["articles"][0]


# -------------------------------------------------------------------------- problems


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        ((*JSON, "-d", '{"question": "Qui', "/v1/ask"), (400, "/problems/malformed-request")),
        ((*JSON, "-d", "", "/v1/ask"), (400, "/problems/malformed-request")),
        (("/v1/articles/100%",), (400, "/problems/malformed-request")),
        (("/v1/ask?q=%ff",), (400, "/problems/malformed-request")),
        (("/v1/nothing",), (404, "/problems/not-found")),
        (("/v1/articles/curl/nothing",), (404, "/problems/article-not-found")),
        (("-X", "DELETE", "/v1/ask"), (405, "/problems/method-not-allowed")),
        (("-d", "question=Qui", "/v1/ask"), (415, "/problems/unsupported-media-type")),
        (
            (*JSON, "-H", "Content-Encoding: gzip", "-d", "{}", "/v1/ask"),
            (415, "/problems/unsupported-media-type"),
        ),
        ((*JSON, "-d", "{}", "/v1/ask"), (422, "/problems/invalid-request")),
        ((*JSON, "-d", '{"question": ""}', "/v1/ask"), (422, "/problems/invalid-request")),
        (
            (*JSON, "-d", '{"question": "Qui ?", "top_k": "3"}', "/v1/ask"),
            (422, "/problems/invalid-request"),
        ),
        (("/v1/articles?limit=0",), (422, "/problems/invalid-request")),
    ],
)
def test_a_problem(curl: Curl, arguments: tuple[str, ...], problem: tuple[int, str]) -> None:
    assert curl(*arguments).problem == problem


def test_a_wrong_method_is_told_the_right_ones(curl: Curl) -> None:
    allowed = curl("-X", "PATCH", "/v1/articles/curl/x").headers["allow"]

    assert {"GET", "PUT", "DELETE"} <= set(re.findall(r"[A-Z]+", allowed))


@pytest.mark.parametrize("framing", [(), ("-H", "Transfer-Encoding: chunked")])
def test_a_body_beyond_the_limit(curl: Curl, tmp_path: Path, framing: tuple[str, ...]) -> None:
    file = tmp_path / "large.json"
    file.write_text(json.dumps({"text": "Une phrase de plus. " * 300_000}), encoding="utf-8")

    said = curl(*JSON, *framing, "--data-binary", f"@{file}", "/v1/articles")

    assert said.problem == (413, "/problems/request-too-large")


def test_a_body_in_chunks(curl: Curl) -> None:
    body = json.dumps({"query": "phare", "top_k": 1})

    said = curl(*JSON, "-H", "Transfer-Encoding: chunked", "-d", body, "/v1/search")

    assert said.status == 200


# ------------------------------------------------------------------------ operations


def test_a_request_id_is_given_back(curl: Curl) -> None:
    said = curl("-H", "X-Request-ID: curl-42.a_b", "/livez")

    assert said.headers["x-request-id"] == "curl-42.a_b"


@pytest.mark.parametrize("given", ["", "a b", "é", "x" * 129])
def test_a_request_id_that_could_do_harm_is_replaced(curl: Curl, given: str) -> None:
    said = curl("-H", f"X-Request-ID: {given}", "/livez")

    assert re.fullmatch(r"[0-9a-f-]{36}", said.headers["x-request-id"])


@pytest.mark.parametrize(
    ("path", "type_"),
    [
        ("/livez", "application/json"),
        ("/readyz", "application/json"),
        ("/version", "application/json"),
        ("/openapi.json", "application/json"),
        ("/docs", "text/html"),
        ("/metrics", "text/plain"),
    ],
)
def test_what_operators_ask_for(curl: Curl, path: str, type_: str) -> None:
    said = curl(path)

    assert said.status == 200
    assert said.headers["content-type"].startswith(type_)
    assert said.headers["x-content-type-options"] == "nosniff"


def test_the_documentation_has_all_that_it_loads(curl: Curl) -> None:
    loaded = re.findall(r'(?:href|src)="([^"]+)"', curl("/docs").text)

    assert len(loaded) >= 3
    for address in loaded:
        assert curl(f"/{address}").status == 200, address


def test_readiness_names_what_it_depends_on(curl: Curl) -> None:
    assert curl("/readyz").value["dependencies"] == {"store": "ok", "encoder": "ok", "reader": "ok"}


def test_the_description_of_itself_has_every_path_that_was_used(curl: Curl) -> None:
    document = curl("/openapi.json").value

    assert document["openapi"].startswith("3.1")
    assert {"/v1/ask", "/v1/search", "/v1/articles", "/v1/articles/{article_id}"} <= set(
        document["paths"]
    )


def test_the_front_page_leads_to_the_documentation(curl: Curl) -> None:
    said = curl("/")

    assert said.status == 302
    assert said.headers["location"] == "/docs"


def test_a_head_request_has_no_body(curl: Curl) -> None:
    said = curl("-I", "/readyz")

    assert said.status == 200
