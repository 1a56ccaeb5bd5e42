"""LINE's machine-readable specification as a validator that follows its discriminators.

The specification says "a message whose type is text is a TextMessage" only by a discriminator,
which
validators of JSON Schema ignore; here it is rewritten as conditions, so that every branch is
checked.
"""

import re
from pathlib import Path
from typing import Any, Final

import yaml
from jsonschema import Draft202012Validator

SPEC: Final = Path(__file__).resolve().parents[3] / "shared" / "line-openapi" / "messaging-api.yml"
_REF = "#/components/schemas/"

Schema = dict[str, Any]


class LineSpec:
    """Checks requests to LINE against its specification."""

    def __init__(self, text: str) -> None:
        spec = yaml.safe_load(text)
        self._paths: dict[str, Any] = spec["paths"]
        schemas: dict[str, Schema] = spec["components"]["schemas"]
        self._families = {name for name, schema in schemas.items() if "discriminator" in schema}
        self._definitions: dict[str, Schema] = {}
        for name, schema in schemas.items():
            if name in self._families:
                self._definitions[name] = self._by_type(schema)
                self._definitions[f"{name}:own"] = self._plain(schema)
            else:
                self._definitions[name] = self._read(schema)

    def faults(self, method: str, path: str, body: Any) -> list[str]:
        """What LINE's specification has against a request; empty when nothing."""
        operation = self._operation(method, path)
        if operation is None:
            return [f"{method} {path}: no such operation"]
        schema = _schema_of(operation)
        if schema is None:
            return []
        root: Schema = {**self._read(schema), "components": {"schemas": self._definitions}}
        errors = Draft202012Validator(root).iter_errors(body)
        return [
            f"{method} {path} {'/'.join(map(str, e.absolute_path))}: {e.message}" for e in errors
        ]

    def _operation(self, method: str, path: str) -> Schema | None:
        for template, operations in self._paths.items():
            pattern = re.sub(r"\\\{[^}]+\\\}", "[^/]+", re.escape(template))
            if re.fullmatch(pattern, path) and method.lower() in operations:
                found: Schema = operations[method.lower()]
                return found
        return None

    def _by_type(self, schema: Schema) -> Schema:
        key, mapping = schema["discriminator"]["propertyName"], schema["discriminator"]["mapping"]
        branches = [
            {
                "if": {"properties": {key: {"const": value}}},
                "then": {"$ref": ref, "unevaluatedProperties": False},
            }
            for value, ref in mapping.items()
        ]
        return {"required": [key], "properties": {key: {"enum": list(mapping)}}, "allOf": branches}

    def _plain(self, schema: Schema) -> Schema:
        plain: Schema = self._read({k: v for k, v in schema.items() if k != "discriminator"})
        return plain

    def _read(self, node: Any, *, inherits: bool = False) -> Any:
        match node:
            case {"$ref": str(ref)}:
                name = ref.removeprefix(_REF)
                own = inherits and name in self._families
                return {"$ref": f"{_REF}{name}:own" if own else ref}
            case dict():
                return {
                    key: [self._read(part, inherits=True) for part in value]
                    if key == "allOf"
                    else self._read(value)
                    for key, value in node.items()
                    if key not in ("externalDocs", "example", "nullable")
                }
            case list():
                return [self._read(part) for part in node]
        return node


def _schema_of(operation: Schema) -> Schema | None:
    content = operation.get("requestBody", {}).get("content", {})
    schema: Schema | None = content.get("application/json", {}).get("schema")
    return schema
