"""Retrievers from what Haystack's pipelines stored of them."""

from typing import Any, TypeVar

from haystack import default_from_dict
from haystack.core.errors import DeserializationError

from index.milvus.passage_store import MilvusPassages
from index.store.passage_store import PassageStore

#: By the name of the class, as ``to_dict`` writes it.
_STORES: dict[str, type[PassageStore] | type[MilvusPassages]] = {
    f"{store.__module__}.{store.__qualname__}": store for store in (PassageStore, MilvusPassages)
}

Retriever = TypeVar("Retriever")


def restored(retriever: type[Retriever], data: dict[str, Any]) -> Retriever:
    """The component that ``to_dict`` described, its store with it.

    Haystack restores nested objects by itself only from modules that the caller trusts by
    name; the classes of these are known.

    :raises DeserializationError: when the store is another one.
    """
    parameters = dict(data["init_parameters"])
    if isinstance(store := parameters["document_store"], dict):
        parameters["document_store"] = _store(store)
    return default_from_dict(retriever, data | {"init_parameters": parameters})


def _store(data: dict[str, Any]) -> Any:
    kind = _STORES.get(data["type"])
    if kind is None:
        raise DeserializationError(f"There is no store {data['type']!r}.")
    return kind.from_dict(data)
