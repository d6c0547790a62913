"""Everything that a store says, against what may be in it."""

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
from haystack import Document

from benchmarks.crash.citations import problems
from benchmarks.crash.editions import edition
from benchmarks.crash.expectation import Expectation
from benchmarks.crash.subject import Subject
from index.article import Article
from index.citeqa import Citeqa
from index.doctor import check_index
from index.passages import passage_document
from index.store.article_store import ArticleStore
from index.store.passage_store import PassageStore

#: Encoders compute in single precision.
TOLERANCE = 1e-5


@dataclass(slots=True)
class Verdict:
    """What was looked at, and what is not as it must be.

    ``lost``: acknowledged, and not there. ``torn``: there in part, or not what it claims.
    """

    articles: int = 0
    passages: int = 0
    state: dict[str, int | None] = field(default_factory=dict)
    lost: list[str] = field(default_factory=list)
    torn: list[str] = field(default_factory=list)


def check(subject: Subject, expected: Expectation) -> Verdict:
    """Look at every article, passage and vector, at both searches and at the doctor's list."""
    verdict = Verdict(lost=list(expected.lost), torn=list(expected.torn))
    engine = subject.engine
    _articles(engine, expected, verdict)
    verdict.torn += [f"in part: {dict(each)}" for each in expected.apart(verdict.state)]
    there = {name: number for name, number in verdict.state.items() if number is not None}
    whole = [edition(*each) for each in there.items()]
    for article in whole:
        verdict.torn += _passages(subject, article)
    documents = subject.passages.filter_documents()
    verdict.articles, verdict.passages = len(whole), len(documents)
    verdict.torn += _strays(documents, whole)
    verdict.torn += _searches(subject.passages, documents)
    verdict.torn += _answers(engine, sorted(there)[::7])
    verdict.torn += _doctor(engine)
    return verdict


def _articles(engine: Citeqa, expected: Expectation, verdict: Verdict) -> None:
    found = set(engine.store.ids())
    verdict.state = dict.fromkeys(expected.possible, None)
    verdict.lost += [f"{name}: is gone" for name in sorted(expected.must_be_there() - found)]
    for name in sorted(found):
        article = engine.article(name).article
        number = article.meta.get("edition")
        verdict.state[name] = number
        if number is None or article != edition(name, number):
            verdict.torn.append(f"{name}: is not what was sent as edition {number}")
        if number not in expected.possible.get(name, {None}):
            verdict.lost.append(f"{name}: edition {number}, not {expected.possible.get(name)}")


def _passages(subject: Subject, article: Article) -> Iterator[str]:
    """The passages of an article as a fresh index would have them."""
    wanted = [passage_document(article, span) for span in subject.splitter.split(article)]
    embedded = subject.embedder.run(documents=wanted)["documents"]
    found = subject.engine.store.passages_of(article.id)
    if [each.id for each in found] != [each.id for each in wanted]:
        yield f"{article.id}: passages {[e.id for e in found]}, not {[e.id for e in wanted]}"
        return
    for passage, fresh in zip(found, embedded, strict=True):
        start, end = passage.meta["start"], passage.meta["end"]
        if article.text[start:end] != passage.content:
            yield f"{passage.id}: is not what its article says there"
        if passage.meta != fresh.meta:
            yield f"{passage.id}: has other metadata"
        if not _alike(passage, fresh):
            yield f"{passage.id}: its vector is not that of its text"


def _alike(one: Document, other: Document) -> bool:
    vectors = [one.embedding or [], other.embedding or []]
    same_size = len(vectors[0]) == len(vectors[1])
    return same_size and np.allclose(*vectors, rtol=0, atol=TOLERANCE)


def _strays(documents: list[Document], articles: list[Article]) -> Iterator[str]:
    versions = {(article.id, article.version) for article in articles}
    for each in documents:
        if (each.meta["article_id"], each.meta["article_version"]) not in versions:
            yield f"{each.id}: belongs to no article, or to what it was before"


def _searches(store: PassageStore, documents: list[Document]) -> Iterator[str]:
    """Each passage is the nearest to its own vector, and found by the words of its text."""
    if store.warm_up() != len(documents):
        yield f"{store.warm_up()} vectors are searched, of {len(documents)}"
    for each in documents:
        near = store.embedding_retrieval(each.embedding or [], top_k=2)
        if each.id not in [hit.id for hit in near if (hit.score or 0) > 1 - TOLERANCE]:
            yield f"{each.id}: is not found by its vector"
        # The first three: passages share sentences.
        hits = store.bm25_retrieval(each.content or "", None, 3, "fr")
        if each.id not in [hit.id for hit in hits]:
            yield f"{each.id}: is not found by its words"


def _answers(engine: Citeqa, ids: list[str]) -> Iterator[str]:
    for name in ids:
        own = {"field": "meta.article_id", "operator": "==", "value": name}
        reply = engine.ask("Combien de barques ?", filters=own, threshold=0.0)
        if not reply.answers:
            yield f"{name}: gives no answer"
        yield from problems(reply)


def _doctor(engine: Citeqa) -> Iterator[str]:
    assert isinstance(engine.store, ArticleStore)
    encoder, recipe = engine.models["encoder"], engine.ingestor.recipe
    for found in check_index(engine.store, encoder, recipe):
        if not found.ok:
            yield f"doctor: {found.name}: {found.detail}"
