"""The collections of one index, made on demand by whichever worker needs them first."""

import re
import threading
from dataclasses import dataclass
from typing import Any

from index.errors import StoreUnavailable
from index.milvus.connection import Connection
from index.milvus.failures import CollectionGone
from index.milvus.layout import create, index_parameters
from index.milvus.vector_index import VectorIndex

#: Making and loading takes seconds, whatever a caller grants for questions.
_PATIENCE = 60.0


@dataclass(frozen=True, slots=True)
class _Ready:
    """``terms``: whether BM25 can be searched."""

    terms: bool
    index: str


class Collections:
    """``facts``, ``articles``, and ``passages_384`` for vectors of 384 numbers."""

    def __init__(self, connection: Connection, prefix: str, index: VectorIndex) -> None:
        """``index`` is what the vectors of passages get in collections that are made anew."""
        self.connection = connection
        self.prefix = prefix
        self.index = index
        self._lock = threading.Lock()
        #: Those that this process has seen loaded.
        self._ready: dict[str, _Ready] = {}
        self._server = ""

    @property
    def server(self) -> str:
        """The server's version, such as ``v2.5.4`` or ``milvus_lite-3.2.2``."""
        if not self._server:
            self._server = str(self.connection.call("get_server_version"))
        return self._server

    @property
    def is_lite(self) -> bool:
        """Whether it is the embedded Milvus, whose expressions know less."""
        return "lite" in self.server and not self.server.startswith("v")

    @property
    def has_bm25(self) -> bool:
        """Whether new collections can be searched by BM25: from Milvus 2.5 and lite 3 on."""
        digits = re.search(r"(\d+)\.(\d+)", self.server)
        version = (int(digits[1]), int(digits[2])) if digits else (0, 0)
        return version >= ((3, 0) if self.is_lite else (2, 5))

    def name(self, collection: str) -> str:
        """What the collection is called on the server."""
        return f"{self.prefix}_{collection}"

    def call(self, method: str, collection: str, /, *arguments: Any, **named: Any) -> Any:
        """See ``Connection.call``; for a collection that is ready.

        :raises CollectionGone: when it is so no longer; the next call looks for it anew.
        """
        try:
            return self.connection.call(method, self.name(collection), *arguments, **named)
        except CollectionGone:
            self._ready.pop(collection, None)
            raise

    def of_passages(self) -> list[str]:
        """``passages_…`` for each dimension that vectors have had; ``0`` is for none."""
        pattern = re.compile(re.escape(self.name("passages_")) + r"\d+")
        found = filter(pattern.fullmatch, self.connection.call("list_collections"))
        return sorted(each.removeprefix(f"{self.prefix}_") for each in found)

    def exists(self, collection: str) -> bool:
        """Whether the collection has been made; it is ready when it has."""
        if collection in self._ready:
            return True
        if not self.connection.call("has_collection", self.name(collection)):
            return False
        self._prepare(collection)
        return True

    def ensure(self, collection: str) -> None:
        """Make the collection when it is not there."""
        if collection in self._ready:
            return
        with self._lock:
            if not self.exists(collection):
                self._create(collection)
        self._prepare(collection)

    def has_terms(self, collection: str) -> bool:
        """Whether the collection can be searched by BM25."""
        return self.exists(collection) and self._ready[collection].terms

    def index_of(self, collection: str) -> str:
        """The kind of index that the collection's vectors have, or would get."""
        return self._ready[collection].index if self.exists(collection) else self.index

    def _create(self, collection: str) -> None:
        kind, _, size = collection.partition("_")
        terms = kind == "passages" and self.has_bm25
        index = self._index_for(collection)
        try:
            create(self.connection, self.name(collection), kind, int(size or 0), terms, index)
        except StoreUnavailable:
            if not self.exists(collection):
                raise  # else another worker was faster

    def _prepare(self, collection: str) -> None:
        """Load the collection: who made it may have been cut off before."""
        name = self.name(collection)
        if collection in self._ready:
            return
        fields = self.connection.call("describe_collection", name)["fields"]
        terms = any(field["name"] == "terms" for field in fields)
        state = self.connection.call("get_load_state", name)["state"]
        if getattr(state, "name", str(state)) != "Loaded":
            self._load(name, terms, self._index_for(collection))
        made = self.connection.call("describe_index", name, "vector")
        self._ready[collection] = _Ready(terms, str(made["index_type"]))

    def _index_for(self, collection: str) -> VectorIndex:
        return self.index if collection.startswith("passages_") else "FLAT"

    def _load(self, name: str, terms: bool, index: VectorIndex) -> None:
        indexes = index_parameters(self.connection, terms, index)
        try:
            self.connection.call("create_index", name, indexes, seconds=_PATIENCE)
        except StoreUnavailable as error:
            if "already exists" not in str(error):
                raise
        self.connection.call("load_collection", name, seconds=_PATIENCE)
