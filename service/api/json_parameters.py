"""Query parameters that hold JSON, as OpenAPI describes them."""

from typing import Any

#: The ``format`` that marks a parameter as JSON; flask-openapi3 keeps no other mark.
JSON_IN_TEXT = "json"


def with_json_parameters(document: dict[str, Any]) -> dict[str, Any]:
    """``document`` with ``content`` in place of ``schema`` where a parameter is marked as JSON.

    flask-openapi3 knows parameters with a ``schema`` alone, by which the value itself, and not
    the text in the address, would be an object.
    """
    for item in document["paths"].values():
        for operation in item.values():
            for parameter in operation.get("parameters", ()):
                if (schema := _marked(parameter.get("schema", {}))) is not None:
                    del parameter["schema"]
                    parameter["content"] = {"application/json": {"schema": schema}}
    return document


def _marked(schema: dict[str, Any]) -> dict[str, Any] | None:
    for each in (schema, *schema.get("anyOf", ())):
        if each.get("format") == JSON_IN_TEXT:
            return {name: value for name, value in each.items() if name != "format"}
    return None
