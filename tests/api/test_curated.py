"""Curated answers over HTTP."""

from dataclasses import replace

import pytest

from service.environ import PROGRESS

HOURS = {
    "questions": ["Quels sont les horaires ?", "What are the opening hours?"],
    "answer": "De 10 h à 18 h.",
    "citation": {"title": "Horaires", "url": "https://musee.example/horaires"},
    "language": "fr",
}


def errors(response):
    assert response.status_code == 422, response.text
    assert response.content_type == "application/problem+json"
    return {error["field"]: error["message"] for error in response.json["errors"]}


def test_the_life_of_an_answer(client):
    added = client.put("/v1/curated/hours", json=HOURS)
    assert (added.status_code, added.headers["Location"]) == (201, "/v1/curated/hours")
    assert added.json == {"id": "hours", "status": "added"}

    entry = client.get("/v1/curated/hours").json
    updated = entry.pop("updated_at")
    assert updated.endswith("Z")
    nothing = dict.fromkeys(("article_id", "start", "end", "source"))
    citation = HOURS["citation"] | nothing
    assert entry == HOURS | {"id": "hours", "citation": citation, "stale": False}

    replaced = client.put("/v1/curated/hours", json=HOURS | {"answer": "Fermé."})
    assert (replaced.status_code, replaced.json["status"]) == (200, "replaced")
    assert client.get("/v1/curated/hours").json["answer"] == "Fermé."
    assert client.delete("/v1/curated/hours").status_code == 204
    for gone in (client.get("/v1/curated/hours"), client.delete("/v1/curated/hours")):
        assert (gone.status_code, gone.json["type"]) == (404, "/problems/curated-not-found")


def test_listing_goes_page_by_page(client):
    assert client.get("/v1/curated").json == {"curated": [], "total": 0, "next": None}
    for name in "cab":
        client.put(f"/v1/curated/{name}", json=HOURS | {"questions": [f"Question {name} ?"]})
    first = client.get("/v1/curated?limit=2").json
    assert [entry["id"] for entry in first["curated"]] == ["a", "b"]
    assert (first["total"], first["next"]) == (3, "b")
    rest = client.get("/v1/curated?limit=2&after=b").json
    assert ([entry["id"] for entry in rest["curated"]], rest["next"]) == (["c"], None)


def test_a_citation_of_an_article(client, engine, bridge):
    body = {"questions": ["Ouvert ?"], "citation": {"article_id": "gazette/pont"}}
    span = body | {"citation": body["citation"] | {"start": 10, "end": 20}}
    assert client.put("/v1/curated/a", json=span).status_code == 201
    entry = client.get("/v1/curated/a").json
    assert entry["answer"] == bridge.text[10:20] == "est ouvert"
    assert client.put("/v1/curated/a", json=body | {"answer": "est ouvert"}).status_code == 200
    assert client.get("/v1/curated/a").json == entry | {
        "updated_at": client.get("/v1/curated/a").json["updated_at"]
    }
    engine.delete("gazette/pont")
    assert client.get("/v1/curated").json["curated"][0]["stale"] is True


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"questions": []}, "questions"),
        ({"questions": [f"{n} ?" for n in range(51)]}, "questions"),
        ({"questions": ["  "]}, "questions[0]"),
        ({"answer": " "}, "answer"),
        ({"answer": "x" * 4001}, "answer"),
        ({"citation": {}}, "citation"),
        ({"citation": {"url": "javascript:alert(1)"}}, "citation.url"),
        ({"citation": {"url": "https://a.example/<script>"}}, "citation.url"),
        ({"citation": {"title": "x", "start": 1}}, "citation"),
        ({"citation": {"article_id": "none"}}, "citation.article_id"),
        ({"citation": {"article_id": "gazette/pont", "title": "x"}}, "citation"),
        ({"citation": {"article_id": "gazette/pont", "start": 3}}, "citation"),
        ({"citation": {"article_id": "gazette/pont", "start": 3, "end": 99}}, "citation.end"),
        ({"citation": {"article_id": "gazette/pont", "start": 3, "end": 5}}, "answer"),
        ({"answer": None}, "body"),
        ({"language": "French"}, "language"),
        ({"score": 1}, "score"),
    ],
)
def test_what_cannot_be_kept_is_named(client, bridge, change, field):
    found = errors(client.put("/v1/curated/a", json=HOURS | change))
    assert field in found or field == "body", found
    assert client.get("/v1/curated").json["total"] == 0


@pytest.mark.parametrize("name", ["-a", "a b", "é", "a" * 129, "a%0Ab"])
def test_ids_are_plain(client, name):
    assert client.put(f"/v1/curated/{name}", json=HOURS).status_code == 422


def test_the_path_of_imports_is_no_answers(client):
    refused = client.put("/v1/curated/import", json=HOURS)
    assert refused.status_code == 405
    assert set(refused.headers["Allow"].split(", ")) == {"POST", "OPTIONS"}


def test_a_question_of_another_answer(client):
    client.put("/v1/curated/hours", json=HOURS)
    taken = client.put("/v1/curated/other", json=HOURS | {"questions": ["quels sont les HORAIRES"]})
    assert (taken.status_code, taken.json["type"]) == (409, "/problems/question-taken")
    assert "'hours'" in taken.json["detail"]


TABLE = """id;question;answer;title;article_id
hours;Quels sont les horaires ?;De 10 h à 18 h.;Horaires;
hours;What are the opening hours?;;;
pont;Le pont est-il ouvert ?;est ouvert;;gazette/pont
"""


def imported(client, table, **more):
    data = table.encode() if isinstance(table, str) else table
    return client.post("/v1/curated/import", data=data, content_type="text/csv", **more)


def test_a_table_is_imported(client, bridge):
    assert imported(client, "\ufeff" + TABLE.replace("\n", "\r\n")).json == {
        "added": 2,
        "replaced": 0,
    }
    assert imported(client, TABLE).json == {"added": 0, "replaced": 2}
    entry = client.get("/v1/curated/hours").json
    assert entry["questions"] == ["Quels sont les horaires ?", "What are the opening hours?"]
    assert client.get("/v1/curated/pont").json["citation"]["start"] == 10


def test_a_table_is_imported_whole_or_not_at_all(client, bridge):
    wrong = (
        TABLE + 'x;Où ?;"a ""b""";;\n;Qui ?;b;c;\npont;Et le pont ?;Autre;;\ny;Quand ?;c;;rien\n'
    )
    found = errors(imported(client, wrong))
    assert set(found) == {
        "row 5, citation",
        "row 6, id",
        "row 7, answer",
        "row 8, article_id",
    }
    assert client.get("/v1/curated").json["total"] == 0
    taken = imported(client, TABLE + "z;LE PONT EST IL OUVERT;b;c;\n")
    assert taken.status_code == 409
    assert client.get("/v1/curated").json["total"] == 0


@pytest.mark.parametrize(
    ("table", "field"),
    [
        ("", "id"),
        ("id,question,answr\n", "answr"),
        ("id,id,question\n", "id"),
        ("question,answer\nQui ?,x\n", "id"),
        ("id,question,answer,title\na,Qui ?,x,t,u\n", "row 2"),
        ('id,question,answer,title\na,"Qui ?,x,t\n', "line 2"),
        ("id,question,answer,article_id,start,end\na,Qui ?,x,b,-1,2\n", "row 2, start"),
        ("id,question,answer,title\nimport,Qui ?,x,t\n", "row 2, id"),
    ],
)
def test_a_table_that_is_none(client, table, field):
    assert field in errors(imported(client, table))


def test_an_empty_table_is_refused(client):
    assert imported(client, "id,question,answer\n").status_code == 422


def test_other_types_are_not_read(client):
    for response in (
        client.post("/v1/curated/import", json={}),
        imported(client, TABLE, headers={"Content-Encoding": "gzip"}),
    ):
        assert (response.status_code, response.json["type"]) == (
            415,
            "/problems/unsupported-media-type",
        )
    assert imported(client, b"id,question\n\xff").status_code == 400


def test_records_that_are_damaged_are_a_503(client, kept, tmp_path):
    client.put("/v1/curated/hours", json=HOURS)
    (tmp_path / "records" / "records.sqlite").unlink()
    response = client.get("/v1/curated")
    assert (response.status_code, response.json["type"]) == (503, "/problems/store-unavailable")
    assert "records" not in response.json["detail"]


def test_a_table_has_at_most_a_thousand_rows(client):
    rows = [f"q{n},Question {n} ?,Oui,Source" for n in range(1001)]
    found = errors(imported(client, "\n".join(["id,question,answer,title", *rows])))
    assert list(found) == ["row 1002"] and "1000" in found["row 1002"]
    assert client.get("/v1/curated").json["total"] == 0


def test_embedding_a_table_has_a_time_limit_and_moves(make_client, options):
    table = "id,question,answer,title\na,Qui ?,Moi,Source\nb,Quoi ?,Rien,Source\n"
    late = imported(make_client(replace(options, ingest_seconds=1e-9)), table)
    assert (late.status_code, late.json["type"]) == (503, "/problems/deadline-exceeded")
    client, moved = make_client(options), []
    assert client.get("/v1/curated").json["total"] == 0
    told = {PROGRESS: lambda: moved.append(True)}
    assert imported(client, table, environ_overrides=told).json["added"] == 2
    assert len(moved) == 2
