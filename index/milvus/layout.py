"""What the collections look like."""

from typing import Any

from index.milvus.connection import Connection
from index.milvus.vector_index import VectorIndex, made_with

#: Milvus' longest text, in bytes; also the largest JSON field.
LONGEST = 65_535
#: The most rows that a search or a page of a query returns.
MOST_ROWS = 16_384
#: Milvus wants a vector in each collection, of two numbers at least.
SMALLEST_VECTOR = 2

Columns = dict[str, int | str]

#: Columns by collection, beside ``id``, ``number`` and ``vector``: a length makes it a text.
_FACTS: Columns = {"kind": 64, "value": LONGEST}
_ARTICLES: Columns = {
    "token": 64,
    "version": 64,
    "recipe": LONGEST,
    "indexed_at": 64,
    "body": LONGEST,
    "pieces": "INT64",
    "passages": "INT64",
    "keys": "JSON",
}
_PASSAGES: Columns = {"article": 2048, "token": 64, "body": LONGEST, "keys": "JSON"}
COLUMNS = {"facts": _FACTS, "articles": _ARTICLES, "passages": _PASSAGES}


def create(
    connection: Connection, name: str, kind: str, size: int, terms: bool, index: VectorIndex
) -> None:
    """Make the collection ``name`` as ``kind`` says, with vectors of ``size``, loaded.

    ``terms``: with a column that the server searches by BM25. Strong consistency is the
    collection's default, too: deleting by an expression knows no other way to ask for it.
    """
    pymilvus = connection.pymilvus
    types = pymilvus.DataType
    schema = pymilvus.MilvusClient.create_schema(auto_id=False, enable_dynamic_field=False)
    schema.add_field("id", types.VARCHAR, max_length=2100, is_primary=True)
    schema.add_field("number", types.INT64)
    schema.add_field("vector", types.FLOAT_VECTOR, dim=max(size, SMALLEST_VECTOR))
    for column, form in COLUMNS[kind].items():
        if isinstance(form, int):
            schema.add_field(column, types.VARCHAR, max_length=form)
        else:
            schema.add_field(column, getattr(types, form))
    if terms:
        _add_terms(schema, pymilvus)
    options: dict[str, Any] = {"consistency_level": "Strong", "num_shards": 1}
    parameters = index_parameters(connection, terms, index)
    connection.call(
        "create_collection", name, schema=schema, index_params=parameters, seconds=60, **options
    )


def index_parameters(connection: Connection, terms: bool, index: VectorIndex) -> Any:
    """Vectors have length one, so that the inner product is their cosine."""
    parameters = connection.pymilvus.MilvusClient.prepare_index_params()
    made = made_with(index)
    parameters.add_index("vector", index_type=index, metric_type="IP", params=made)
    if terms:
        parameters.add_index("sparse", index_type="SPARSE_INVERTED_INDEX", metric_type="BM25")
    return parameters


def _add_terms(schema: Any, pymilvus: Any) -> None:
    # The terms are stemmed before they come here, as for SQLite: the server only splits.
    types = pymilvus.DataType
    splitting = {"tokenizer": "standard"}
    schema.add_field(
        "terms",
        types.VARCHAR,
        max_length=LONGEST,
        enable_analyzer=True,
        analyzer_params=splitting,
    )
    schema.add_field("sparse", types.SPARSE_FLOAT_VECTOR)
    schema.add_function(
        pymilvus.Function(
            "bm25",
            pymilvus.FunctionType.BM25,
            input_field_names=["terms"],
            output_field_names=["sparse"],
        )
    )
