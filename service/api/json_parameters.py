"""Query parameters as OpenAPI describes them."""

from typing import Any

#: The ``format`` that marks a parameter as JSON; flask-openapi3 keeps no other mark.
JSON_IN_TEXT = "json"


def with_json_parameters(document: dict[str, Any]) -> dict[str, Any]:
    """``document`` with what flask-openapi3 cannot say of parameters.

    One that is marked as JSON has ``content`` in place of ``schema``, by which the value
    itself, and not the text in the address, would be an object. None can be null: an
    address has only text, and a parameter that is left out.
    """
    for item in document["paths"].values():
        for operation in item.values():
            for parameter in operation.get("parameters", ()):
                if "schema" in parameter:
                    _describe(parameter)
    return document


def _describe(parameter: dict[str, Any]) -> None:
    schema = parameter.pop("schema")
    kinds = [each for each in schema.get("anyOf", ()) if each.get("type") != "null"]
    if len(kinds) == 1:
        rest = {name: schema[name] for name in ("title", "description") if name in schema}
        schema = rest | kinds[0]
    if schema.get("format") == JSON_IN_TEXT:
        del schema["format"]
        parameter["content"] = {"application/json": {"schema": schema}}
    else:
        parameter["schema"] = schema
