"""What is checked: an engine, and the parts that say what should be in its store."""

from dataclasses import dataclass
from pathlib import Path

from index.citeqa import Citeqa
from index.encoding import OnnxDocumentEmbedder
from index.encoding.protocol import DocumentEmbedder
from index.passages import PassageSplitter
from index.store.passage_store import PassageStore
from service.settings import load_settings
from service.wiring import build_engine


@dataclass(frozen=True, slots=True)
class Subject:
    """``passages`` is a store on the same data directory as the engine's."""

    engine: Citeqa
    passages: PassageStore
    splitter: PassageSplitter
    embedder: DocumentEmbedder


def open_real(folder: Path) -> Subject:
    """The engine as it is shipped; :raises CiteqaError: when it cannot be opened."""
    settings = load_settings(data_dir=folder)
    splitter = PassageSplitter(settings.passage_pieces, settings.passage_overlap)
    passages = PassageStore(folder, settings.busy_seconds)
    return Subject(build_engine(settings), passages, splitter, OnnxDocumentEmbedder())
