"""The API's own document: OpenAPI 3.1, made from the routes and their models."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from pydantic import BaseModel
from pydantic.json_schema import JsonSchemaMode, models_json_schema

from api.examples import example_of
from api.headers import headers_of
from api.limits import limits
from api.parsing import path_model
from api.refusals import STATUSES
from api.routing import ANYONE, PREFIXES, ROUTES, Route
from settings import Settings

REF: Final = "#/components/schemas/{model}"
JSON: Final = "application/json"
FORM: Final = "application/x-www-form-urlencoded"
FILES: Final = "multipart/form-data"
# One of several types, as asked for.
ANY: Final = "*/*"
Document = dict[str, Any]
Refs = dict[tuple[type[BaseModel], JsonSchemaMode], Document]

ABOUT: Final = """The same operations that people do by chat. Every answer is an envelope of `status_code`, `success`,
`message` and `data`; a refusal tells `code`, `fields` and `request_id` in `data`. Amounts are numbers in main units
with `currency` beside them, times are ISO 8601 with their zone. Lists come page by page: `limit`, `sort`, `cursor`."""

WORDS: Final = {
    400: "A rule of the shop refuses it.",
    401: "Nobody is signed in, or not any more.",
    403: "Signed in, but not allowed to.",
    404: "There is no such thing, or not for you.",
    412: "It was changed meanwhile.",
    413: "The body is too large.",
    415: "The body is of another type.",
    422: "The request is not as described here; each field is told.",
    429: "Too often; `Retry-After` tells when to come again.",
    500: "A fault of ours.",
    503: "The database is away for a moment.",
}
# Statuses that several refusals share are shown by the plainest one.
SHOWN: Final = {400: "not_a_value", 401: "login_needed", 403: "not_allowed", 404: "not_found", 422: "invalid"}


def document(settings: Settings) -> Document:
    """The whole document; `api.mounting.load` comes first."""
    refs, schemas = _schemas()
    paths: Document = {}
    for route in ROUTES:
        paths.setdefault(PREFIXES[0] + route.path, {})[route.method.lower()] = _operation(
            route, refs, schemas, settings
        )
    schemas["Refusal"] = _refusal()
    return {
        "openapi": "3.1.0",
        "info": {"title": "Bakul", "version": "1", "description": ABOUT, "license": {"name": "Apache 2.0"}},
        "servers": [{"url": settings.public_url.rstrip("/")}],
        "tags": [{"name": tag} for tag in dict.fromkeys(route.tag for route in ROUTES)],
        "paths": paths,
        "components": {
            "schemas": schemas,
            "responses": {f"Refused{status}": _refused(status) for status in WORDS},
            "securitySchemes": {
                "token": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"},
                "key": {"type": "apiKey", "in": "header", "name": "X-API-Key"},
            },
        },
    }


def _schemas() -> tuple[Refs, Document]:
    wanted: dict[tuple[type[BaseModel], JsonSchemaMode], None] = {}
    for route in ROUTES:
        if route.body is not None:
            wanted[route.body, "validation"] = None
        if _has_model(route):
            wanted[route.answers, "serialization"] = None
    refs, made = models_json_schema(list(wanted), ref_template=REF)
    return refs, made.get("$defs", {})  # type: ignore[return-value]


def _has_model(route: Route) -> bool:
    return isinstance(route.answers, type) and issubclass(route.answers, BaseModel)


def _operation(route: Route, refs: Refs, schemas: Document, settings: Settings) -> Document:
    summary, _, more = (route.view.__doc__ or "").partition(". ")
    limit = limits(settings.rate_limits)[route.limit]
    told = [" ".join(more.split()), f"Role: {route.role}. At most {limit.most} times in {limit.seconds} s."]
    made: Document = {
        "operationId": _id(route),
        "tags": [route.tag],
        "summary": " ".join(summary.split()).rstrip("."),
        "description": "\n\n".join(part for part in told if part),
        "parameters": list(_parameters(route)),
        "responses": {str(route.status): _answer(route, refs, schemas), **_refusals(route)},
        "security": _security(route),
        "x-role": route.role,
        "x-limit": route.limit,
    }
    if route.body is not None:
        made["requestBody"] = _request(route, refs[route.body, "validation"], schemas)
    return made


def _parameters(route: Route) -> Iterator[Document]:
    for where, model in (("path", path_model(route) if route.paths else None), ("query", route.query)):
        made = model.model_json_schema(ref_template=REF) if model else {}
        for name, schema in made.get("properties", {}).items():
            about = schema.pop("description", "")
            schema.pop("title", None)
            shown = {"description": about} if about else {}
            yield {
                "name": name,
                "in": where,
                "required": name in made.get("required", []),
                "schema": _without_null(schema),
                **shown,
            }
    for header in headers_of(route):
        yield header.parameter


def _without_null(schema: Document) -> Document:
    """In an address nothing is null: a parameter is there or not."""
    kinds = [kind for kind in schema.get("anyOf", []) if kind.get("type") != "null"]
    if not kinds or len(kinds) == len(schema["anyOf"]):
        return schema
    kept = {key: value for key, value in schema.items() if key not in ("anyOf", "default") or value is not None}
    kept.pop("anyOf")
    return {**kept, **(kinds[0] if len(kinds) == 1 else {"anyOf": kinds})}


def _request(route: Route, schema: Document, schemas: Document) -> Document:
    content = {"schema": schema, "example": example_of(schema, schemas)}
    if not route.form:
        return {"required": True, "content": {JSON: content}}
    return {
        "required": True,
        "content": {FILES: content} if _files(schema, schemas) else {JSON: content, FORM: content},
    }


def _files(schema: Document, schemas: Document) -> bool:
    """Whether files are among the fields."""
    fields = schemas[schema["$ref"].rsplit("/", 1)[1]].get("properties", {}).values()
    kinds = [kind for field in fields for kind in (field, field.get("items", {}), *field.get("anyOf", []))]
    return any(kind.get("format") == "binary" for kind in kinds)


def _answer(route: Route, refs: Refs, schemas: Document) -> Document:
    if route.media:
        return {
            "description": "The file.",
            "content": {route.media: {"schema": {} if route.media == ANY else {"type": "string", "format": "binary"}}},
        }
    data: Document = refs[route.answers, "serialization"] if _has_model(route) else {"type": "null"}
    example = example_of(data, schemas)
    if route.plain:
        return {"description": "Done.", "content": {JSON: {"schema": data, "example": example}}}
    schema = {
        "type": "object",
        "required": ["status_code", "success", "message", "data"],
        "properties": {
            "status_code": {"const": route.status},
            "success": {"const": True},
            "message": {"type": "string"},
            "data": data,
        },
    }
    message = "Created" if route.status == 201 else "OK"
    shown = {"status_code": route.status, "success": True, "message": message, "data": example}
    content: Document = {JSON: {"schema": schema, "example": shown}}
    if route.streams:
        content["text/event-stream"] = {"schema": {"type": "string"}, "example": 'data: {"text": "Halo"}\n\n'}
    made = {"description": "Done.", "content": content}
    links = _links(route)
    return {**made, "links": links} if links else made


def _links(route: Route) -> Document:
    """What can be asked next about a thing that was made, or about the first of a list."""
    where = {"POST": "/data/id", "GET": "/data/items/0/id"}.get(route.method, "")
    about = [one for one in ROUTES if list(one.paths) == ["id"] and one.path.startswith(route.path + "/{id}")]
    if not where or (route.method == "POST" and route.status != 201):
        return {}
    pointer = f"$response.body#{where}"
    return {_id(one): {"operationId": _id(one), "parameters": {"id": pointer}} for one in about}


def _id(route: Route) -> str:
    return route.name.replace(".", "_")


def _refusals(route: Route) -> Document:
    statuses = [400, 401, 403, 404, 422, 429, 500, 503]
    statuses += [413, 415] if route.body is not None else []
    statuses += [412] if route.writes and route.reads is not None else []
    found: Document = {str(status): {"$ref": f"#/components/responses/Refused{status}"} for status in sorted(statuses)}
    return found if route.writes or route.media else {"304": {"description": "As you know it."}, **found}


def _refusal() -> Document:
    return {
        "type": "object",
        "required": ["status_code", "success", "message", "data"],
        "properties": {
            "status_code": {"type": "integer"},
            "success": {"const": False},
            "message": {"type": "string"},
            "data": {
                "type": "object",
                "required": ["code", "fields", "request_id"],
                "properties": {
                    "code": {"type": "string"},
                    "fields": {"type": "object"},
                    "request_id": {"type": "string"},
                },
            },
        },
    }


def _refused(status: int) -> Document:
    code = SHOWN.get(status) or next(code for code, known in STATUSES.items() if known == status)
    data = {"code": code, "fields": {}, "request_id": "6f1c2e0b9d3a4b5c8e7f0a1b2c3d4e5f"}
    example = {"status_code": status, "success": False, "message": WORDS[status], "data": data}
    content = {"schema": {"$ref": REF.format(model="Refusal")}, "example": example}
    return {"description": WORDS[status], "content": {JSON: content}}


def _security(route: Route) -> list[Document]:
    ways: list[Document] = [{"token": []}, *([{"key": [route.scope]}] if route.scope else [])]
    return [{}, *ways] if route.role == ANYONE else ways
