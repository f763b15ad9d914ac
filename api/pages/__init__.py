"""Pages and pictures that people and Twilio fetch by address."""

from __future__ import annotations

from flask import Blueprint, Response

from bot import pictures

blueprint = Blueprint("pages", __name__)


@blueprint.get("/pictures/<name>.png")
def picture(name: str) -> Response:
    """A QR picture made for an order or a store, by its signed name; 404 for any other."""
    image = pictures.made(name)
    if image is None:
        return Response("not found", 404, content_type="text/plain")
    return Response(image, content_type="image/png", headers={"Cache-Control": "public, max-age=86400"})
