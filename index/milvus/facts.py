"""What is known of the index as a whole: its encoder, and how often it changed."""

import threading
import time
import uuid

from index.milvus import sweeping
from index.milvus.cluster import Cluster, Row
from index.milvus.layout import MOST_ROWS
from index.milvus.quoting import quoted
from index.milvus.stamp import before

_ENCODER = "encoder"
#: Before the name of whoever counts. Nothing in Milvus counts for all, so that each process
#: counts its own changes, and the version is their sum. A counter's ``kind`` is when it last
#: counted.
_CHANGES = "changes:"
_COUNTERS = f'((id > "{_CHANGES}") and (id < "changes;"))'


class Facts:
    """Reads and writes the collection ``facts``."""

    def __init__(self, cluster: Cluster) -> None:
        self._cluster = cluster
        self._lock = threading.Lock()
        self._counter, self._changes, self._counted = _new_counter(), 0, time.monotonic()

    def encoder(self) -> str | None:
        """Which encoder the vectors are from, when that was written down."""
        rows = self._cluster.rows("facts", [_ENCODER], ["value"])
        return str(rows[0]["value"]) if rows else None

    def changes(self) -> int:
        """A number that grows with every change."""
        pages = self._cluster.pages("facts", _COUNTERS, ["value"], MOST_ROWS)
        return sum(int(row["value"]) for page in pages for row in page)

    def count_change(self) -> None:
        """The articles have changed."""
        with self._lock:
            if time.monotonic() - self._counted > sweeping.ABANDONED / 2:
                # Another process may be about to fold the old one.
                self._counter, self._changes = _new_counter(), 0
            self._changes += 1
            self._cluster.upsert("facts", [self._own_row()])
            self._counted = time.monotonic()

    def fold_counters(self) -> None:
        """Add the counters of processes that count no longer to this one's own: there is one
        more for each that ever wrote.

        What is added here and what is zero there appear in one call, so that the sum stays;
        zeros can be deleted at any time. Should two processes fold the same counters, the sum
        grows, which does no harm.
        """
        old = f"({_COUNTERS} and (kind < {quoted(before(sweeping.ABANDONED))}))"
        for page in self._cluster.pages("facts", old, ["value", "kind"]):
            self._fold([row for row in page if row["id"] != self._counter])

    def _fold(self, counters: list[Row]) -> None:
        if not counters:
            return
        zeros = [fact(row["id"], row["kind"], "0") for row in counters]
        with self._lock:
            self._changes += sum(int(row["value"]) for row in counters)
            self._cluster.upsert("facts", [self._own_row(), *zeros])
            self._counted = time.monotonic()
        self._cluster.delete_pairs("facts", "value", {row["id"]: "0" for row in counters})

    def _own_row(self) -> Row:
        return fact(self._counter, before(0.0), str(self._changes))

    def note_encoder(self, name: str) -> None:
        """Write down which encoder the vectors are from."""
        self._cluster.upsert("facts", [fact(_ENCODER, "", name)])


def _new_counter() -> str:
    return f"{_CHANGES}{uuid.uuid4().hex}"


def fact(name: str, kind: str, value: str) -> Row:
    """The row of a fact; ``kind`` is for finding many."""
    return {"id": name, "number": 0, "vector": [0.0, 0.0], "kind": kind, "value": value}
