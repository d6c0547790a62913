"""Every component of citeqa inside Haystack pipelines, written out and read back."""

from collections.abc import Callable
from typing import Any

import pytest
from haystack import Document, Pipeline

from index.encoding import OnnxDocumentEmbedder, OnnxTextEmbedder
from index.reading import OnnxExtractiveReader
from index.retrieval import LanguageAwareFusion, PassageBM25Retriever, PassageEmbeddingRetriever
from index.retrieval.hybrid import HybridRetrieval, HybridSettings
from index.store.passage_store import PassageStore

#: What Haystack must be told before it makes classes outside its own packages.
TRUSTED = ["index.*"]

COMPONENTS: list[Callable[[PassageStore], Any]] = [
    lambda store: PassageEmbeddingRetriever(store, filters={"a": 1}, top_k=3),
    lambda store: PassageBM25Retriever(store, filters={"a": 1}, top_k=4),
    lambda _: LanguageAwareFusion(5, 6, 0.7, 0.8),
    lambda _: OnnxTextEmbedder(None, 1, "q: "),
    lambda _: OnnxDocumentEmbedder(None, 1, "p: ", ["title"], " | "),
    lambda _: OnnxExtractiveReader(None, 1, 7, 0.1, 256, 64, 1, 20, True, "name"),
]


@pytest.mark.parametrize("make", COMPONENTS, ids=lambda make: None)
def test_dictionary_round_trip(store: PassageStore, make: Callable[[PassageStore], Any]) -> None:
    component = make(store)
    data = component.to_dict()
    again = type(component).from_dict(component.to_dict())
    assert again.to_dict() == data
    fresh = type(component).__init__.__code__.co_varnames[1:][: len(data["init_parameters"])]
    assert set(data["init_parameters"]) == set(fresh)


def whole(store: PassageStore) -> Pipeline:
    pipeline = Pipeline()
    pipeline.add_component("embedder", OnnxTextEmbedder(threads=2))
    pipeline.add_component("dense", PassageEmbeddingRetriever(store))
    pipeline.add_component("bm25", PassageBM25Retriever(store))
    pipeline.add_component("fusion", LanguageAwareFusion(top_k=2))
    pipeline.add_component("reader", OnnxExtractiveReader(threads=2, top_k=1))
    pipeline.connect("embedder.embedding", "dense.query_embedding")
    pipeline.connect("dense.documents", "fusion.dense")
    pipeline.connect("bm25.documents", "fusion.bm25")
    pipeline.connect("fusion.documents", "reader.documents")
    return pipeline


def test_a_whole_pipeline_written_and_read_back(store: PassageStore) -> None:
    texts = [
        "Le pont de Brisemont a été inauguré par la ministre Odile Ferrand.",
        "La récolte de pommes sera bonne cette année en Normandie.",
        "Le club de handball de Valmont a perdu ses trois derniers matchs.",
    ]
    writing = Pipeline()
    writing.add_component("embedder", OnnxDocumentEmbedder(threads=2))
    again = Pipeline.loads(writing.dumps(), allowed_modules=TRUSTED)
    documents = [Document(content=text, meta={"language": "fr"}) for text in texts]
    store.write_documents(
        again.run({"embedder": {"documents": documents}})["embedder"]["documents"]
    )

    question = "Qui a inauguré le pont de Brisemont ?"
    inputs = {
        "embedder": {"text": question},
        "bm25": {"query": question, "query_language": "fr"},
        "fusion": {"query_language": "fr"},
        "reader": {"query": question},
    }
    results = [
        pipeline.run(inputs)["reader"]["answers"]
        for pipeline in (
            whole(store),
            Pipeline.loads(whole(store).dumps(), allowed_modules=TRUSTED),
        )
    ]
    for answers in results:
        assert len(answers) == 1
        assert "Odile Ferrand" in answers[0].data
        assert answers[0].document.content == texts[0]
    assert results[0][0].score == pytest.approx(results[1][0].score)


def test_own_settings_hold_where_a_run_gives_none(store: PassageStore) -> None:
    store.write_documents(
        [Document(content=f"pont {n}", meta={"n": n}, embedding=[1.0, n]) for n in range(5)]
    )
    two = {"field": "meta.n", "operator": "<", "value": 2}
    one = {"field": "meta.n", "operator": "==", "value": 4}
    dense = PassageEmbeddingRetriever(store, filters=two, top_k=1)
    bm25 = PassageBM25Retriever(store, filters=two, top_k=1)
    for run in (
        lambda **more: dense.run([1.0, 0.0], **more)["documents"],
        lambda **more: bm25.run("pont", **more)["documents"],
    ):
        assert [doc.meta["n"] for doc in run()] == [0]
        assert [doc.meta["n"] for doc in run(top_k=9)] == [0, 1]
        assert [doc.meta["n"] for doc in run(filters=one, top_k=9)] == [4]
        assert run(top_k=0) == []


def test_hybrid_retrieval(desk: Any, make_article: Any) -> None:
    desk.engine.put(make_article("a", "Le pont a rouvert. " * 3, language="fr"))
    desk.engine.put(make_article("b", "La mer est calme. " * 3, language="fr"))
    desk.engine.put(make_article("c", "The bridge reopened. " * 3, language="en"))
    found = desk.engine.search("le pont", top_k=2).passages
    assert found[0].meta["article_id"] == "a"
    assert len(found) == 2
    assert found[0].score > found[1].score
    assert found[0].meta["retrieval"]["bm25"]["rank"] == 1
    english = {"field": "meta.language", "operator": "==", "value": "en"}
    assert [d.meta["article_id"] for d in desk.engine.search("pont", filters=english).passages] == [
        "c"
    ]


def test_depth_limits_what_is_fused(desk: Any, text_embedder: Any, make_article: Any) -> None:
    for n in range(6):
        desk.engine.put(make_article(f"a{n}", f"Le pont numéro {n} a rouvert."))
    shallow = HybridRetrieval(desk.passages, text_embedder, HybridSettings(depth=1))
    assert len(shallow.retrieve("pont", top_k=1).passages) == 1
    # Never less deep than what is asked for.
    assert len(shallow.retrieve("pont", top_k=4).passages) == 4
