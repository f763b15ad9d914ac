"""The document of the API, and the page that shows it without asking anybody else."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from api import openapi
from api.examples import example_of
from api.routing import PREFIXES, ROUTES
from tests.api.client import Api
from tests.api.register import BESIDE

ELSEWHERE = re.compile(r"""(?:src|href|url)\s*[=(:]\s*["']?(?:https?:)?//""")


@pytest.fixture
def document(api: Api) -> dict[str, Any]:
    found: dict[str, Any] = api.app.test_client().get("/docs/openapi.json").json
    return found


def test_every_route_is_in_the_document_and_no_other(api: Api, document: dict[str, Any]) -> None:
    beside = {path for _, path in BESIDE}
    told = {(method.upper(), path) for path, methods in document["paths"].items() for method in methods}
    rules = {
        (method, re.sub(r"<(?:int:)?(\w+)>", r"{\1}", rule.rule))
        for rule in api.app.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
        if rule.rule.startswith(PREFIXES[0]) and rule.rule.removeprefix(PREFIXES[0]) not in beside
    }
    assert told == rules
    assert len(told) == len(ROUTES)


def test_no_two_paths_differ_by_the_names_of_their_parameters_alone(document: dict[str, Any]) -> None:
    shapes = [re.sub(r"{\w+}", "{}", path) for path in document["paths"]]
    assert [path for path, shape in zip(document["paths"], shapes, strict=True) if shapes.count(shape) > 1] == []


def test_every_operation_has_an_example_that_fits_what_it_describes(document: dict[str, Any]) -> None:
    import jsonschema_rs

    base = {"$schema": "https://json-schema.org/draft/2020-12/schema", "components": document["components"]}
    wrong = []
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            bodies = [operation["requestBody"]] if "requestBody" in operation else []
            answers = [one for code, one in operation["responses"].items() if code in ("200", "201", "202")]
            for content in (one for part in (*bodies, *answers) for one in part["content"].values()):
                if "example" not in content:  # a file
                    continue
                for error in jsonschema_rs.validator_for({**base, **content["schema"]}).iter_errors(content["example"]):
                    wrong.append(f"{method} {path}: {error.message}")
    assert wrong == []


def test_every_operation_is_told_in_words(document: dict[str, Any]) -> None:
    operations = [operation for methods in document["paths"].values() for operation in methods.values()]
    assert [one["operationId"] for one in operations if len(one["summary"]) < 10] == []
    names = [one["operationId"] for one in operations]
    assert sorted(set(names)) == sorted(names)


def test_the_page_asks_nobody_else(api: Api) -> None:
    client = api.app.test_client()
    assert client.get("/").location == "/docs"
    page = client.get("/docs")
    assert page.status_code == 200
    links = re.findall(r'(?:src|href)="([^"]+)"', page.text)
    assert len(links) == 4
    for link in links:
        if link != "data:,":
            answer = client.get(link)
            assert answer.status_code == 200, link
            assert ELSEWHERE.findall(answer.text[:100_000] if link.endswith("bundle.js") else answer.text) == []
    policy = page.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "http" not in policy


def test_flask_prints_the_same_document(api: Api) -> None:
    import cli

    cli.register(api.app)
    printed = json.loads(api.app.test_cli_runner().invoke(args=["openapi"]).output)
    assert printed["paths"] == json.loads(json.dumps(openapi.document(api.settings)["paths"]))


def test_examples_are_made_of_what_a_schema_tells() -> None:
    parts = {
        "Part": {"type": "object", "properties": {"a": {"const": 1}, "b": {"type": "array", "items": {"enum": [2]}}}}
    }
    assert example_of({"anyOf": [{"$ref": "#/x/Part"}, {"type": "null"}]}, parts) == {"a": 1, "b": [2]}
