"""Storing and reading articles over HTTP."""

import hashlib
from urllib.parse import quote

import pytest

TEXT = "Le nouveau pont a été inauguré lundi par la maire."
FULL = {
    "id": "a",
    "text": TEXT,
    "title": "Pont",
    "source": "Gazette",
    "author": "C. D.",
    "url": "https://gazette.example/a",
    "published_at": "2024-05-31T09:30:00+02:00",
    "language": "fr",
    "meta": {"n": 1, "deep": {"list": [1, 2.5, None, True]}},
}


def test_adding_one(client, engine):
    response = client.post("/v1/articles", json=FULL)

    assert response.status_code == 201
    assert response.headers["Location"] == "/v1/articles/a"
    version = engine.stored["a"].version
    outcome = {"id": "a", "version": version, "status": "added", "passages": 1}
    assert response.json == {"articles": [outcome]}
    assert 0 < engine.seen["seconds"] <= 7.0


def test_adding_the_same_again_is_no_change(client):
    client.post("/v1/articles", json=FULL)

    response = client.post("/v1/articles", json={"articles": [FULL]})

    assert response.status_code == 200
    assert response.json["articles"][0]["status"] == "unchanged"


def test_adding_several(client, engine):
    articles = [{"id": str(n), "text": f"{TEXT} {n}"} for n in range(5)]

    response = client.post("/v1/articles", json={"articles": articles})

    assert response.status_code == 201
    assert [each["id"] for each in response.json["articles"]] == list("01234")
    assert "Location" not in response.headers
    assert len(engine.stored) == 5


def test_an_article_without_id_is_found_again(client):
    first = client.post("/v1/articles", json={"text": TEXT})
    second = client.post("/v1/articles", json={"text": TEXT})

    expected = hashlib.sha256(TEXT.encode()).hexdigest()[:16]
    assert (first.status_code, second.status_code) == (201, 200)
    assert first.json["articles"][0]["id"] == expected
    assert first.headers["Location"] == f"/v1/articles/{expected}"


def test_other_content_under_the_same_id_is_a_conflict(client, engine):
    client.post("/v1/articles", json=FULL)

    response = client.post("/v1/articles", json=FULL | {"text": "Autre chose."})

    assert response.status_code == 409
    assert response.json["type"] == "/problems/article-exists"
    assert response.json["article_ids"] == ["a"]
    assert engine.stored["a"].text == TEXT


def test_the_same_id_twice_in_a_request_is_refused(client, engine):
    articles = [{"id": "x", "text": "un"}, {"id": "y", "text": "deux"}, {"id": "x", "text": "un"}]

    response = client.post("/v1/articles", json={"articles": articles})

    assert response.status_code == 422
    assert response.json["errors"] == [
        {"field": "articles[2].id", "message": "is the id of articles[0] too"}
    ]
    assert engine.stored == {}


def test_errors_say_which_article(client):
    articles = [{"text": "un"}, {"text": "deux", "published_at": "hier"}, {"text": "x" * 10_001}]

    response = client.post("/v1/articles", json={"articles": articles})

    assert [error["field"] for error in response.json["errors"]] == [
        "articles[1].published_at",
        "articles[2].text",
    ]


def test_rules_of_the_index_say_which_article_too(client):
    articles = [{"text": "un"}, {"text": "deux", "meta": {"title": "x"}}]

    response = client.post("/v1/articles", json={"articles": articles})

    assert response.status_code == 422
    assert response.json["errors"][0]["field"] == "articles[1].meta"


def test_getting_one(client, bridge):
    response = client.get("/v1/articles/gazette/pont")

    assert response.status_code == 200
    assert response.json == {
        "id": "gazette/pont",
        "title": "Le pont",
        "source": "La Gazette",
        "author": "C. Dubois",
        "url": "https://gazette.example/pont",
        "published_at": "2024-05-31",
        "language": "fr",
        "meta": {"rubrique": "région", "text": "free names do not clash"},
        "version": bridge.version,
        "passages": 1,
        "indexed_at": "2024-06-01T12:00:00Z",
        "text": "Le pont 🌉 est ouvert.",
    }
    assert response.headers["ETag"] == f'W/"{bridge.version}"'


def test_what_did_not_change_is_not_sent_again(client, bridge):
    etag = client.get("/v1/articles/gazette/pont").headers["ETag"]

    same = client.get("/v1/articles/gazette/pont", headers={"If-None-Match": etag})
    other = client.get("/v1/articles/gazette/pont", headers={"If-None-Match": '"x"'})

    assert (same.status_code, same.data) == (304, b"")
    assert other.status_code == 200


def test_listing(client, engine):
    for name in ("c", "a", "b"):
        client.post("/v1/articles", json={"id": name, "text": f"Texte {name}."})

    first = client.get("/v1/articles?limit=2").json
    second = client.get(f"/v1/articles?limit=2&after={first['next']}").json

    assert [each["id"] for each in first["articles"]] == ["a", "b"]
    assert [each["id"] for each in second["articles"]] == ["c"]
    assert (first["total"], second["next"]) == (3, None)
    assert set(first["articles"][0]) == {
        *("id", "title", "source", "author", "url", "published_at", "language", "meta"),
        *("version", "passages", "indexed_at"),
    }


def test_listing_by_filter(client, engine):
    filters = '{"field":"meta.language","operator":"==","value":"fr"}'

    response = client.get("/v1/articles", query_string={"filters": filters})

    assert response.status_code == 200
    assert engine.seen == {
        "filters": {"field": "meta.language", "operator": "==", "value": "fr"},
        "limit": 50,
        "after": None,
    }


def test_putting(client, engine):
    added = client.put("/v1/articles/a", json={"text": TEXT})
    again = client.put("/v1/articles/a", json={"id": "a", "text": TEXT})
    changed = client.put("/v1/articles/a", json={"text": TEXT + " Enfin."})

    assert [each.status_code for each in (added, again, changed)] == [201, 200, 200]
    assert [each.json["status"] for each in (added, again, changed)] == [
        "added",
        "unchanged",
        "changed",
    ]
    assert added.headers["Location"] == "/v1/articles/a"
    assert engine.stored["a"].text.endswith("Enfin.")


def test_putting_under_another_id_is_refused(client, engine):
    response = client.put("/v1/articles/a", json={"id": "b", "text": TEXT})

    assert response.status_code == 422
    assert response.json["errors"][0]["field"] == "id"
    assert engine.stored == {}


def test_deleting(client, bridge):
    first = client.delete("/v1/articles/gazette/pont")
    second = client.delete("/v1/articles/gazette/pont")

    assert (first.status_code, first.data) == (204, b"")
    assert second.status_code == 404
    assert second.json["type"] == "/problems/article-not-found"
    assert "gazette/pont" in second.json["detail"]


@pytest.mark.parametrize(
    "article_id",
    [
        *("a/b", "/a", "a/", "a//b", "//", "https://gazette.example/a?b=c#d", ".", "..", "a/../b"),
        *("é", "日本", "🌉", "%", "%2F", "a b", "+", "&", "a\nb", "\\", '"', "<b>", "x" * 512),
        *("\u202e", "é" * 512, ";", "a:b", "{id}"),
    ],
)
def test_any_text_is_an_id(client, article_id):
    added = client.post("/v1/articles", json={"id": article_id, "text": TEXT})
    path = added.headers["Location"]

    assert path == f"/v1/articles/{quote(article_id, safe='')}"
    assert client.get(path).json["id"] == article_id
    assert client.put(path, json={"id": article_id, "text": "Autre."}).status_code == 200
    assert client.delete(path).status_code == 204
    assert client.get(path).status_code == 404


@pytest.mark.parametrize(
    "date",
    ["2024-02-29", "2024-05-31T23:59", "2024-05-31T23:59:59.123Z", "2024-05-31T00:00:00-0330"],
)
def test_iso_8601_dates_are_kept_as_they_are(client, engine, date):
    client.post("/v1/articles", json={"id": "a", "text": TEXT, "published_at": date})

    assert engine.stored["a"].published_at == date
