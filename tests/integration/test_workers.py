"""Several workers, one index: whichever is asked knows what every other was told."""

import json
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

CONNECTIONS = 4
EXPLORER = "Isaure Quillevéré"
ARTICLE = {
    "id": "workers/glacier",
    "text": f"🧊 Le glacier du Mont-Perdrix a été mesuré par {EXPLORER}. Il a perdu six mètres.",
}
QUESTION = {"question": "Qui a mesuré le glacier du Mont-Perdrix ?", "threshold": 0.0}


def by_many(call: Any, times: int) -> list[Any]:
    """``call()`` so often, by several clients at once, each time over a new connection."""
    with ThreadPoolExecutor(CONNECTIONS) as pool:
        return list(pool.map(lambda _: call(), range(times)))


def cited(replies: Iterable[Any]) -> list[set[str]]:
    return [
        {place["article_id"] for answer in reply["answers"] for place in answer["citations"]}
        for reply in replies
    ]


def worked(before: dict[int, float], after: dict[int, float]) -> set[int]:
    return {pid for pid, count in after.items() if count > before.get(pid, 0)}


def test_every_worker_knows_an_article_once_it_is_stored_and_forgets_it_once_deleted(server):
    before = server.requests_by_worker()

    assert server.request("POST", "/v1/articles", ARTICLE).status == 201
    with_it = by_many(lambda: server.ask(**QUESTION), 40)
    assert server.request("DELETE", f"/v1/articles/{ARTICLE['id']}").status == 204
    without_it = by_many(lambda: server.ask(**QUESTION), 20)

    assert worked(before, server.requests_by_worker()) == server.workers()
    assert all(ARTICLE["id"] in ids for ids in cited(with_it))
    assert {reply["answer"] for reply in with_it} == {EXPLORER}
    for reply in with_it:
        for place in reply["answers"][0]["citations"]:
            assert ARTICLE["text"][place["start"] : place["end"]] == EXPLORER
    assert not any(ARTICLE["id"] in ids for ids in cited(without_it))
    assert not any(EXPLORER in json.dumps(reply, ensure_ascii=False) for reply in without_it)


def test_a_replaced_article_is_never_cited_as_it_was(server):
    texts = [f"Le phare de Kerlouan compte {n} marches." for n in (101, 202, 303)]
    question = {"question": "Combien de marches compte le phare de Kerlouan ?", "threshold": 0.0}

    for text in texts:
        assert server.request("PUT", "/v1/articles/workers/phare", {"text": text}).status in (
            200,
            201,
        )
        replies = by_many(lambda: server.ask(**question), 8)
        for reply in replies:
            places = [
                place
                for answer in reply["answers"]
                for place in answer["citations"]
                if place["article_id"] == "workers/phare"
            ]
            assert places
            for place in places:
                assert place["quote"] == text[place["quote_start"] : place["quote_end"]]
    assert server.request("DELETE", "/v1/articles/workers/phare").status == 204


def test_metrics_are_the_sums_of_all_workers(server):
    asking, missing = ("POST", "/v1/ask", "200"), ("GET", "unmatched", "404")
    before, workers = server.counted("citeqa_http_requests_total"), server.requests_by_worker()
    questions = sum(server.counted("citeqa_questions_total").values())
    read = server.counted("citeqa_stage_seconds_count")

    by_many(lambda: server.ask("Combien de mètres a-t-il perdu ?"), 16)
    by_many(lambda: server.request("GET", "/v1/nothing"), 24)

    after = server.counted("citeqa_http_requests_total")
    assert after[asking] - before.get(asking, 0) == 16
    assert after[missing] - before.get(missing, 0) == 24
    assert sum(server.counted("citeqa_questions_total").values()) - questions == 16
    now = server.counted("citeqa_stage_seconds_count")
    assert now[("retrieve",)] - read.get(("retrieve",), 0) == 16
    assert worked(workers, server.requests_by_worker()) == server.workers()


def test_the_index_gauges_are_the_same_whoever_reports(server):
    state = server.ask("Combien ?")["index"]

    shown = by_many(lambda: server.counted("citeqa_index_articles"), 12)

    assert shown == [{(): state["articles"]}] * 12


def test_the_same_article_stored_at_once_is_stored_once(server):
    for number in range(4):
        article = {"id": f"workers/race-{number}", "text": f"Le coureur {number} a gagné."}

        responses = by_many(
            lambda article=article: server.request("POST", "/v1/articles", article), 4
        )

        assert sorted(response.status for response in responses) == [200, 200, 200, 201]
        assert len({response.json["articles"][0]["version"] for response in responses}) == 1
        assert server.request("DELETE", f"/v1/articles/{article['id']}").status == 204


def test_of_different_articles_with_one_id_one_wins(server):
    for number in range(4):
        articles = [
            {"id": f"workers/duel-{number}", "text": f"Le coureur {name} a gagné la course."}
            for name in ("Abel", "Basile", "Cyprien", "Damien")
        ]

        def send(article: Any) -> Any:
            return server.request("POST", "/v1/articles", article)

        with ThreadPoolExecutor(len(articles)) as pool:
            responses = list(pool.map(send, articles))

        assert sorted(response.status for response in responses) == [201, 409, 409, 409]
        [winner] = [
            article
            for article, response in zip(articles, responses, strict=True)
            if response.status == 201
        ]
        path = f"/v1/articles/{winner['id']}"
        assert server.request("GET", path).json["text"] == winner["text"]
        assert server.request("DELETE", path).status == 204


def test_what_the_command_line_indexes_is_found_by_the_next_question(server, tmp_path):
    article = "Le moulin des Trois-Saules\n\nLe moulin a été racheté par Eudoxie Pelletreau 🌾."
    (tmp_path / "moulin.txt").write_text(article, encoding="utf-8")
    before = server.ask("Qui a racheté le moulin des Trois-Saules ?")

    done = server.citeqa("index", tmp_path)
    after = by_many(lambda: server.ask("Qui a racheté le moulin des Trois-Saules ?"), 8)

    assert done.returncode == 0, done.stderr
    assert "Eudoxie" not in json.dumps(before)
    assert {reply["answer"] for reply in after} == {"Eudoxie Pelletreau"}
    for reply in after:
        [place] = reply["answers"][0]["citations"]
        stored = server.request("GET", f"/v1/articles/{place['article_id']}").json["text"]
        assert stored == article
        assert stored[place["start"] : place["end"]] == "Eudoxie Pelletreau"


def test_the_index_is_sound_after_all_of_this(server):
    done = server.citeqa("doctor")

    assert done.returncode == 0, done.stdout + done.stderr
