"""What is known of the index as a whole: its encoder, and how often it changed."""

import threading
import uuid
from dataclasses import dataclass

from index.milvus.cluster import Cluster

_ENCODER = "encoder"
#: Before the name of whoever counts. Nothing in Milvus counts for all, so that each process
#: counts its own changes, and the version is their sum.
_CHANGES = "changes:"
_AFTER_CHANGES = "changes;"


@dataclass(frozen=True, slots=True)
class Known:
    """``changes`` grows with every change."""

    encoder: str | None
    changes: int


class Facts:
    """Reads and writes the collection ``facts``."""

    def __init__(self, cluster: Cluster) -> None:
        self._cluster = cluster
        self._counter = f"{_CHANGES}{uuid.uuid4().hex}"
        self._changes = 0
        self._lock = threading.Lock()

    def read(self) -> Known:
        """Both at once: each read waits for the writes of all workers."""
        condition = f'(id == "{_ENCODER}") or ((id > "{_CHANGES}") and (id < "{_AFTER_CHANGES}"))'
        rows = self._cluster.query("facts", condition, ["id", "value"])
        values = {row["id"]: row["value"] for row in rows}
        encoder = values.pop(_ENCODER, None)
        return Known(encoder, sum(map(int, values.values())))

    def count_change(self) -> None:
        """The articles have changed."""
        with self._lock:
            self._changes += 1
            self._cluster.upsert("facts", [fact(self._counter, "", str(self._changes))])

    def note_encoder(self, name: str) -> None:
        """Write down which encoder the vectors are from."""
        self._cluster.upsert("facts", [fact(_ENCODER, "", name)])


def fact(name: str, kind: str, value: str) -> dict[str, object]:
    """The row of a fact; ``kind`` is for finding many."""
    return {"id": name, "number": 0, "vector": [0.0, 0.0], "kind": kind, "value": value}
