"""From flags to a working engine."""

from pathlib import Path

from index.citeqa import Citeqa
from index.curated.answers import CuratedAnswers
from index.finding import Reader
from index.storage import Articles
from index.store.article_store import ArticleStore
from index.store.database import FILE_NAME, Database
from service.cli.guard import Failure
from service.records.feedback import FeedbackBook
from service.settings import Settings, load_settings
from service.stores import open_stores
from service.wiring import build_engine, build_feedback, build_reader

_ELSEWHERE = "This works on a data directory, and the articles are kept in Milvus."


def open_engine(data_dir: Path | None) -> Citeqa:
    """The engine that the settings describe.

    :raises InvalidSettings: when they are wrong.
    :raises CiteqaError: when the data directory or a model cannot be used.
    """
    return open_configured(data_dir)[1]


def open_configured(data_dir: Path | None) -> tuple[Settings, Citeqa]:
    """The same, with the settings."""
    settings = load_settings(data_dir=data_dir)
    return settings, build_engine(settings)


def local_store(engine: Citeqa) -> ArticleStore:
    """The engine's store, for what can be done only with a data directory.

    :raises Failure: when the articles are elsewhere.
    """
    if not isinstance(engine.store, ArticleStore):
        raise Failure(_ELSEWHERE)
    return engine.store


def open_local(data_dir: Path | None) -> ArticleStore:
    """The articles of a data directory that has some, without any model.

    :raises InvalidSettings: when the settings are wrong.
    :raises CiteqaError: when the data directory cannot be used.
    :raises Failure: when there is no index.
    """
    settings = local_settings(data_dir)
    must_have_index(settings)
    return ArticleStore(Database(settings.data_dir, settings.busy_seconds))


def local_settings(data_dir: Path | None) -> Settings:
    """Settings by which the articles are in a data directory.

    :raises InvalidSettings: when they are wrong.
    :raises Failure: when the articles are elsewhere, so that nobody would read one.
    """
    settings = load_settings(data_dir=data_dir)
    if settings.store != "sqlite":
        raise Failure(_ELSEWHERE)
    return settings


def must_have_index(settings: Settings) -> None:
    """:raises Failure: when the data directory has none; opening it would make an empty one."""
    if not (settings.data_dir / FILE_NAME).exists():
        raise Failure(f"There is no index in {settings.data_dir}.")


def open_stored(data_dir: Path | None) -> Articles:
    """The articles, wherever the settings keep them, without any model.

    Raises what ``open_local`` raises.
    """
    settings = load_settings(data_dir=data_dir)
    return open_local(data_dir) if settings.store == "sqlite" else open_stores(settings)[0]


def open_reader() -> tuple[Reader, str]:
    """The engine's reader alone, and its name; no data directory is made or opened.

    :raises InvalidSettings: when the settings are wrong.
    :raises ModelDamaged: when the model is missing.
    """
    return build_reader(load_settings())


def open_curated(data_dir: Path | None) -> CuratedAnswers:
    """The curated answers of the engine that the settings describe.

    Raises what ``open_engine`` raises.
    """
    settings = load_settings(data_dir=data_dir)
    if settings.store == "sqlite":
        must_have_index(settings)
    curated = build_engine(settings).curated
    assert curated is not None
    return curated


def open_feedback(data_dir: Path | None) -> FeedbackBook:
    """Feedback, without any model.

    :raises InvalidSettings: when the settings are wrong.
    """
    return build_feedback(load_settings(data_dir=data_dir))
