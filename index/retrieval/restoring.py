"""Retrievers from what Haystack's pipelines stored of them."""

from typing import Any, TypeVar

from haystack import default_from_dict

from index.store.passage_store import PassageStore

Retriever = TypeVar("Retriever")


def restored(retriever: type[Retriever], data: dict[str, Any]) -> Retriever:
    """The component that ``to_dict`` described, its store with it.

    Haystack restores nested objects by itself only from modules that the caller trusts by
    name; the class of this one is known.
    """
    parameters = dict(data["init_parameters"])
    if isinstance(parameters["document_store"], dict):
        parameters["document_store"] = PassageStore.from_dict(parameters["document_store"])
    return default_from_dict(retriever, data | {"init_parameters": parameters})
