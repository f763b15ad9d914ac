"""What a request brings, checked against what its route takes."""

from __future__ import annotations

from functools import cache
from typing import Any, Final, get_origin

from flask import Request
from pydantic import BaseModel, ConfigDict, ValidationError, create_model
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import BadRequest, RequestEntityTooLarge

from api.fields import FORM
from api.refusals import Invalid, TooLarge, WrongContentType
from api.routing import Route

JSON: Final = "application/json"
FORMS: Final = ("multipart/form-data", "application/x-www-form-urlencoded")
# What is told of a broken rule besides its name: its numbers and patterns, never what was sent.
TOLD: Final = (str, int, float)


def arguments(route: Route, request: Request, paths: dict[str, Any]) -> dict[str, Any]:
    """The parameters to call a view with; Invalid, TooLarge or WrongContentType where the request is not like that."""
    found: dict[str, Any] = {}
    if route.paths:
        checked = _checked(path_model(route), paths, "path")
        found |= {name: getattr(checked, name) for name in route.paths}
    if route.query is not None:
        found["query"] = _checked(route.query, _single(route.query, request.args), "query")
    if route.body is not None:
        found["body"] = _body(route, route.body, request)
    return found


@cache
def _model(name: str, fields: tuple[tuple[str, Any], ...]) -> type[BaseModel]:
    wanted: dict[str, Any] = {field: (kind, ...) for field, kind in fields}
    return create_model(name, __config__=ConfigDict(extra="forbid"), **wanted)


def path_model(route: Route) -> type[BaseModel]:
    """The parameters in a route's path as a model."""
    return _model(f"{route.name}.path", tuple(route.paths.items()))


def _single(model: type[BaseModel], sent: MultiDict[str, str]) -> dict[str, Any]:
    """What was sent by name: several values for a field that is a list, the last one for any other."""
    lists = _lists(model)
    return {name: values if name in lists else values[-1] for name, values in sent.lists()}


@cache
def _lists(model: type[BaseModel]) -> frozenset[str]:
    """The fields that are lists."""
    fields = model.model_fields.items()
    return frozenset(name for name, field in fields if get_origin(field.annotation) in (list, tuple))


def _body(route: Route, model: type[BaseModel], request: Request) -> BaseModel:
    request.max_content_length = route.most_bytes
    request.max_form_memory_size = route.most_bytes
    try:
        content = request.get_data()  # kept, so that forms are parsed from it and a repeat can be told by it
        if request.mimetype in FORMS and route.form:
            return _checked(model, _form(model, request), "body")
        if request.mimetype != JSON:
            raise WrongContentType(JSON)
        return _json(model, content)
    except RequestEntityTooLarge as large:
        raise TooLarge(route.most_bytes) from large
    except BadRequest as bad:
        raise Invalid({"body": {"rule": "unreadable"}}) from bad


def _form(model: type[BaseModel], request: Request) -> dict[str, Any]:
    return {**_single(model, request.form), **request.files.to_dict()}


def _json(model: type[BaseModel], content: bytes) -> BaseModel:
    try:
        return model.model_validate_json(content, strict=True)
    except ValidationError as wrong:
        raise Invalid(_problems(wrong, "body")) from wrong


def _checked(model: type[BaseModel], values: dict[str, Any], where: str) -> BaseModel:
    try:
        return model.model_validate(values, context=FORM)
    except ValidationError as wrong:
        raise Invalid(_problems(wrong, where)) from wrong


def _problems(wrong: ValidationError, where: str) -> dict[str, Any]:
    """Each field with the rule it breaks: `{"price": {"rule": "greater_than_equal", "ge": 0}}`."""
    found: dict[str, Any] = {}
    for error in wrong.errors(include_url=False, include_input=False, include_context=True):
        name = ".".join(str(part) for part in error["loc"]) or where
        told = {key: value for key, value in error.get("ctx", {}).items() if isinstance(value, TOLD)}
        found.setdefault(name, {"rule": error["type"], **told})
    return found
