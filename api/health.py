"""Whether the service is well, and how each part is: for monitors, for programs and as figures to be drawn."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any, Final

from flask import Blueprint, Response, jsonify, request

from api.envelope import JSON, language_of, plain_words, wrapped
from api.routing import PREFIXES
from bot import health

blueprint = Blueprint("health", __name__)
FIGURES: Final = "text/plain; version=0.0.4; charset=utf-8"
UNSAFE: Final = re.compile(r"[^a-zA-Z0-9_]")


@blueprint.get("/health")
def show() -> tuple[Response, int]:
    """200 when well; 503 when the database is away or the oldest message has waited over a minute."""
    parts, well = health.report()
    return jsonify({"status": "ok" if well else "unwell", **parts}), 200 if well else 503


def in_envelope() -> Response:
    """The same as an answer of the API."""
    parts, well = health.report()
    status, block = (200, "ok") if well else (503, "unavailable")
    data = json.dumps({"status": "ok" if well else "unwell", **parts}).encode()
    message = plain_words(language_of(request, None), block)
    return Response(wrapped(status, message, data), status, content_type=JSON, headers={"Cache-Control": "no-store"})


for number, prefix in enumerate(PREFIXES):
    blueprint.add_url_rule(f"{prefix}/health", f"api_{number}", in_envelope)


@blueprint.get("/health/ready")
def ready() -> tuple[Response, int]:
    """200 while this process can keep messages. What waits for the workers is no reason to turn new ones away."""
    well = health.database_answers()
    return jsonify({"status": "ok" if well else "unwell"}), 200 if well else 503


@blueprint.get("/metrics")
def metrics() -> Response:
    """Every figure of the same report, as Prometheus reads it."""
    parts, well = health.report()
    figures = {**dict(_figures("", parts)), "well": float(well)}
    lines = [f"bakul_{name} {value:g}\n" for name, value in sorted(figures.items())]
    return Response("".join(lines), content_type=FIGURES)


def _figures(name: str, part: Any) -> Iterator[tuple[str, float]]:
    """The numbers in a report, each by the way to it; `ok` is 1 and `away` 0, of a list its length."""
    if isinstance(part, dict):
        for key, value in part.items():
            yield from _figures(f"{name}_{UNSAFE.sub('_', str(key))}".strip("_"), value)
    elif isinstance(part, list):
        yield f"{name}_count", len(part)
    elif part in ("ok", "away"):
        yield f"{name}_ok", int(part == "ok")
    elif isinstance(part, (int, float)):
        yield name, float(part)
