"""The composition root: settings in, a working engine or application out."""

import hashlib
import json
from contextlib import suppress
from dataclasses import replace
from importlib import import_module
from typing import TYPE_CHECKING, Any

from flask import Flask

from index.answers.calibration import Calibration
from index.answers.judging import Judge
from index.asking import AskingSettings, QuestionAnswerer
from index.citeqa import Citeqa
from index.curated.answers import CuratedAnswers
from index.curated.matcher import FITTED_THRESHOLD, Matcher
from index.encoding import OnnxDocumentEmbedder, OnnxTextEmbedder
from index.errors import CiteqaError, StoreUnavailable
from index.finding import Reader
from index.ingesting import Ingestor
from index.passages import PassageSplitter
from index.reading import OnnxExtractiveReader
from index.retrieval.hybrid import HybridRetrieval, HybridSettings, fitted
from index.shipped import MODELS
from service.records.curated import CuratedBook
from service.records.database import Records
from service.records.feedback import FeedbackBook
from service.records.keys import ApiKeys
from service.records.query_log import QueryLog
from service.settings import InvalidSettings, Settings, load_settings
from service.stores import open_stores
from service.tracing import send_traces

if TYPE_CHECKING:
    from service.api.access import Access
    from service.api.kept import Kept

#: Beside the models: what was fitted for them.
_FITTED = "calibration.json"


def build_engine(settings: Settings) -> Citeqa:
    """Everything wired as ``settings`` say; models load at the first use.

    :raises InvalidSettings: when a component named by import path cannot be made.
    :raises StoreUnavailable: when the data directory cannot be used. Whether Milvus can is
        seen at the first use, so that workers start before it does.
    :raises StoreMismatch: when another version of citeqa made it.
    """
    articles, passages = open_stores(settings)
    text_embedder, document_embedder, encoder_name = _embedders(settings)
    reader, reader_name = build_reader(settings)
    retrieval = HybridRetrieval(passages, text_embedder, _hybrid(settings))
    judge = Judge(document_embedder, _calibration(settings, reader_name, encoder_name))
    book = CuratedBook(_records(settings))
    matcher = Matcher(book, text_embedder, encoder_name, _curated_threshold(settings))
    curated = CuratedAnswers(book, matcher, articles)
    asking = AskingSettings(settings.passages_read, settings.passages_shown)
    splitter = PassageSplitter(settings.passage_pieces, settings.passage_overlap)
    return Citeqa(
        store=articles,
        answerer=QuestionAnswerer(articles, retrieval, reader, judge, asking, curated),
        ingestor=Ingestor(articles, splitter, document_embedder, encoder_name),
        models={"encoder": encoder_name, "reader": reader_name},
        curated=curated,
    )


def encoder_name(settings: Settings) -> str:
    """The name of the encoder that ``settings`` choose, which tells its vectors apart.

    :raises InvalidSettings: when it cannot be made.
    """
    return _embedders(settings)[2]


def web_app() -> Flask:
    """The application that gunicorn serves, its models loaded."""
    from service.api.app import create_app
    from service.api.options import ApiOptions

    settings = load_settings()
    engine = build_engine(settings)
    engine.answerer.warm_up()
    with suppress(StoreUnavailable):  # /readyz tells; requests try again
        engine.answerer.retrieval.open_index()
    options = ApiOptions(
        max_request_bytes=settings.max_request_bytes,
        max_articles_per_request=settings.max_articles_per_request,
        max_article_chars=settings.max_article_chars,
        ingest_seconds=settings.ingest_seconds,
        log_text=settings.log_text,
        reading_at_once=settings.reading_at_once,
        waiting_questions=settings.waiting_questions,
        waiting_articles=settings.waiting_articles,
        ask_seconds=settings.ask_seconds,
    )
    assert engine.curated is not None
    kept = _kept(settings, engine.curated)
    app = create_app(engine, options, build_access(settings), kept)
    if settings.otlp_endpoint:
        send_traces(app, settings)
    return app


def build_access(settings: Settings) -> "Access":
    """Who may come in over HTTP, by the keys in the data directory."""
    from service.api.access import Access

    return Access(
        keys=ApiKeys(_records(settings)),
        anonymous=settings.anonymous,
        rate_limit=settings.rate_limit,
        rate_limit_storage=settings.rate_limit_storage,
        trusted_proxies=settings.trusted_proxies,
        cors_origins=tuple(settings.cors_origins),
    )


def build_feedback(settings: Settings) -> FeedbackBook:
    """Feedback and the questions that it is on, in the data directory."""
    records = _records(settings)
    return FeedbackBook(records, QueryLog(records, settings.retention_days))


def _records(settings: Settings) -> Records:
    """In the data directory also where the articles are in Milvus: each machine has its own."""
    return Records(settings.data_dir, settings.busy_seconds)


def _kept(settings: Settings, curated: CuratedAnswers) -> "Kept":
    from service.api.kept import Kept

    feedback = build_feedback(settings)
    # Whether or not anything is stored now, what was stored goes when it is due.
    with suppress(CiteqaError):  # requests try again, and tell
        feedback.queries.purge()
        curated.warm_up()
    return Kept(curated, feedback, settings.feedback, settings.feedback or settings.query_log)


def _curated_threshold(settings: Settings) -> float | None:
    if settings.curated_threshold == 1:
        return None  # a language that is mistaken would be enough to make it less
    if settings.curated_threshold >= 0:
        return settings.curated_threshold
    shipped = settings.text_embedder == "onnx" and "model_dir" not in settings.text_embedder_args
    return FITTED_THRESHOLD if shipped else None


def _hybrid(settings: Settings) -> HybridSettings:
    own = {
        "k": settings.fusion_k or -1,
        "bm25_weight": settings.bm25_weight,
        "bm25_weight_across_languages": settings.bm25_weight_across_languages,
    }
    chosen: dict[str, Any] = {name: value for name, value in own.items() if value >= 0}
    return replace(fitted(MODELS / _FITTED), depth=settings.retrieval_depth, **chosen)


def _embedders(settings: Settings) -> tuple[Any, Any, str]:
    """Text embedder, document embedder, and a name that tells their vectors apart."""
    kinds = (settings.text_embedder, settings.document_embedder)
    arguments = (settings.text_embedder_args, settings.document_embedder_args)
    if kinds == ("onnx", "onnx"):
        threads = {"threads": settings.model_threads}
        text = _made("text_embedder", OnnxTextEmbedder, threads | arguments[0])
        document = _made("document_embedder", OnnxDocumentEmbedder, threads | arguments[1])
        return text, document, document.name
    if "onnx" in kinds:
        raise InvalidSettings("text_embedder and document_embedder: both 'onnx', or neither")
    text = _made("text_embedder", _imported("text_embedder", kinds[0]), arguments[0])
    document = _made("document_embedder", _imported("document_embedder", kinds[1]), arguments[1])
    signature = hashlib.sha256(json.dumps([kinds, arguments], sort_keys=True).encode())
    return text, document, f"{kinds[1].rpartition('.')[2]}:{signature.hexdigest()[:12]}"


def build_reader(settings: Settings) -> tuple[Reader, str]:
    """The reader that ``settings`` choose, and its name.

    :raises InvalidSettings: when it cannot be made.
    """
    if settings.reader == "onnx":
        own = {"model_dir": settings.reader_model or None, "threads": settings.model_threads}
        onnx = _made("reader", OnnxExtractiveReader, own | settings.reader_args)
        return onnx, onnx.name
    if not settings.reader_model:
        raise InvalidSettings("reader_model: 'transformers' needs a model's name or folder")
    path = "haystack_integrations.components.readers.transformers.TransformersExtractiveReader"
    # The answers are weighed here: the component's own "no answer" ignores the null score.
    arguments = {"model": settings.reader_model, "no_answer": False} | settings.reader_args
    reader: Reader = _made("reader", _imported("reader", path), arguments)
    return reader, f"transformers:{settings.reader_model}"


def _imported(setting: str, path: str) -> Any:
    module, _, name = path.rpartition(".")
    try:
        return getattr(import_module(module), name)
    except (ImportError, AttributeError, ValueError) as error:
        raise InvalidSettings(f"{setting}: cannot import {path!r}: {error}") from error


def _made(setting: str, kind: Any, arguments: dict[str, Any]) -> Any:
    try:
        return kind(**arguments)
    except (TypeError, ValueError) as error:
        raise InvalidSettings(f"{setting}_args: {error}") from error


def _calibration(settings: Settings, reader: str, encoder: str) -> Calibration:
    calibration = Calibration.load(MODELS / _FITTED, reader, encoder)
    if settings.threshold < 0:
        return calibration
    return replace(calibration, threshold=settings.threshold)
