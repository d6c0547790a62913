"""What `citeqa doctor --fix` mends."""

from collections.abc import Iterator

from index.doctor import Repair, repair
from index.milvus.article_store import MilvusArticles
from index.store.database import FILE_NAME
from service.cli.console import progress_bar
from service.cli.opening import local_store
from service.records.doctor import repair_records
from service.settings import Settings
from service.wiring import build_engine


def mended(settings: Settings) -> Iterator[Repair]:
    """Each repair as it is done.

    :raises CiteqaError: when the data directory, Milvus or a model cannot be used.
    :raises InvalidSettings: when a component cannot be made.
    """
    yield from repair_records(settings.data_dir)
    if settings.store == "sqlite" and not (settings.data_dir / FILE_NAME).exists():
        return
    engine = build_engine(settings)
    if isinstance(engine.store, MilvusArticles):
        if removed := engine.store.sweep():
            yield Repair("left behind", True, f"{removed} rows removed")
        return
    with progress_bar("Compacting") as advance:
        yield from repair(local_store(engine), engine.ingestor, settings.vector_index, advance)
