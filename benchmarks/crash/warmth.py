"""Everything loaded once, before any process is forked."""

import tempfile
from pathlib import Path

import faiss

from benchmarks.crash.editions import edition
from benchmarks.crash.engine import open_cheap
from index.ingesting import Submission


def warm_up() -> None:
    """Index and ask something, so that forked processes find every file and library read."""
    faiss.omp_set_num_threads(1)  # its threads would not survive a fork
    with tempfile.TemporaryDirectory() as folder:
        engine = open_cheap(Path(folder)).engine
        engine.ingestor.ingest([Submission(edition("chaleur", 1))])
        engine.ask("Combien de barques ?", threshold=0.0)
        engine.store.close()
