"""A client made of the API's own document and nothing else: one method per operation, answers held against it."""

from __future__ import annotations

from typing import Any

import jsonschema_rs
import requests

FILES = "multipart/form-data"
JSON = "application/json"


class Client:
    """`client.orders_read(id=8)`: parameters by name, a body by its fields, files as bytes."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.document: dict[str, Any] = requests.get(f"{address}/docs/openapi.json", timeout=10).json()
        self.headers: dict[str, str] = {}
        self.operations: dict[str, tuple[str, str, dict[str, Any]]] = {
            operation["operationId"]: (method, path, operation)
            for path, methods in self.document["paths"].items()
            for method, operation in methods.items()
        }

    def __getattr__(self, name: str) -> Any:
        if name not in self.operations:
            raise AttributeError(name)
        return lambda **told: self._call(name, told)

    def _call(self, name: str, told: dict[str, Any]) -> Any:
        method, path, operation = self.operations[name]
        query: dict[str, Any] = {}
        for parameter in operation["parameters"]:
            if parameter["name"] in told and parameter["in"] == "path":
                path = path.replace(f"{{{parameter['name']}}}", str(told.pop(parameter["name"])))
            elif parameter["name"] in told and parameter["in"] == "query":
                query[parameter["name"]] = told.pop(parameter["name"])
        sent = self._body(operation, told)
        answer = requests.request(
            method, f"{self.address}{path}", params=query, headers=self.headers, timeout=30, **sent
        )
        return self._checked(operation, answer)

    def _body(self, operation: dict[str, Any], told: dict[str, Any]) -> dict[str, Any]:
        if "requestBody" not in operation:
            return {}
        content = operation["requestBody"]["content"]
        if FILES not in content:
            self._hold(content[JSON]["schema"], told)
            return {"json": told}
        files = {name: (f"{name}.bin", value) for name, value in told.items() if isinstance(value, bytes)}
        fields = {name: value for name, value in told.items() if name not in files}
        # Every field as a part of its own, so that it is a form with files even without any.
        return {"files": {**{name: (None, str(value)) for name, value in fields.items()}, **files}}

    def _checked(self, operation: dict[str, Any], answer: requests.Response) -> Any:
        known = operation["responses"].get(str(answer.status_code))
        assert known is not None, f"{operation['operationId']} answered {answer.status_code}: {answer.text[:500]}"
        assert answer.ok, f"{operation['operationId']}: {answer.status_code} {answer.text[:500]}"
        if JSON not in known.get("content", {}):
            return answer.content
        body = answer.json()
        self._hold(known["content"][JSON]["schema"], body)
        return body.get("data", body)

    def _hold(self, schema: dict[str, Any], value: Any) -> None:
        jsonschema_rs.validator_for({"components": self.document["components"], **schema}).validate(value)
