"""An example of what a schema describes, made of the examples, defaults and words that its fields tell."""

from __future__ import annotations

from typing import Any, Final

BY_TYPE: Final = {"string": "text", "integer": 1, "number": 1, "boolean": True, "null": None}


def example_of(schema: dict[str, Any], schemas: dict[str, Any]) -> Any:
    """One value that fits the schema; references are looked up among the schemas."""
    for key in ("examples", "enum"):
        if schema.get(key):
            return schema[key][0]
    for key in ("const", "default"):
        if key in schema:
            return schema[key]
    if "$ref" in schema:
        return example_of(schemas[schema["$ref"].rsplit("/", 1)[1]], schemas)
    if "anyOf" in schema:
        return example_of(schema["anyOf"][0], schemas)
    return _by_type(schema, schemas)


def _by_type(schema: dict[str, Any], schemas: dict[str, Any]) -> Any:
    kind = schema.get("type", "object")
    if kind == "array":
        return [example_of(schema["items"], schemas)]
    if kind == "object":
        return {name: example_of(part, schemas) for name, part in schema.get("properties", {}).items()}
    return BY_TYPE[kind]
