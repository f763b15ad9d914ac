"""`GET /health`: whether the service is well, and how each part is."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify

from bot import health

blueprint = Blueprint("health", __name__)


@blueprint.get("/health")
@blueprint.get("/api/health", endpoint="api_health")
def show() -> tuple[Response, int]:
    """200 when well; 503 when the database is away or the oldest message has waited over a minute."""
    parts, well = health.report()
    return jsonify({"status": "ok" if well else "unwell", **parts}), 200 if well else 503


@blueprint.get("/health/ready")
def ready() -> tuple[Response, int]:
    """200 while this process can keep messages. What waits for the workers is no reason to turn new ones away."""
    well = health.database_answers()
    return jsonify({"status": "ok" if well else "unwell"}), 200 if well else 503
