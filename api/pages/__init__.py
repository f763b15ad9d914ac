"""Pages and pictures that people and Twilio fetch by address."""

from __future__ import annotations

from datetime import UTC, datetime

from flask import Blueprint, Response
from werkzeug.utils import secure_filename

from bot import charts, exports, passing, photos, pictures
from bot.channels import ChannelError

blueprint = Blueprint("pages", __name__)


@blueprint.after_request
def guard(response: Response) -> Response:
    """No script of a file that somebody sent may run here, and no type be guessed."""
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers.setdefault("Content-Security-Policy", "script-src 'none'; frame-ancestors 'none'")
    return response


@blueprint.get("/pictures/<name>.png")
def picture(name: str) -> Response:
    """A QR picture made for an order or a store, by its signed name; 404 for any other."""
    image = pictures.made(name)
    if image is None:
        return Response("not found", 404, content_type="text/plain")
    return Response(image, content_type="image/png", headers={"Cache-Control": "public, max-age=86400"})


@blueprint.get("/photos/<name>.jpg")
def photo(name: str) -> Response:
    """A picture that a store shows, by its name; 404 for any other."""
    image = photos.made(name)
    if image is None:
        return Response("not found", 404, content_type="text/plain")
    return Response(image, content_type="image/jpeg", headers={"Cache-Control": "public, max-age=604800"})


@blueprint.get("/received/<name>")
def received(name: str) -> Response:
    """A file that somebody sent, for those it was passed on to, by its signed name; 404 for any other."""
    try:
        found = passing.received(name)
    except ChannelError:
        return Response("not available", 502, content_type="text/plain")
    if found is None:
        return Response("not found", 404, content_type="text/plain")
    headers = {"Cache-Control": "private, max-age=3600"}
    return Response(found[0], content_type=found[1], headers=headers)


@blueprint.get("/files/<token>/<name>")
def file(token: str, name: str) -> Response:
    """A file that a seller asked for, by its signed token; 404 for any other, and after its time."""
    made = exports.made(token, datetime.now(UTC))
    if made is None:
        return Response("not found", 404, content_type="text/plain")
    headers = {
        "Cache-Control": "private, max-age=3600",
        "Content-Disposition": f'attachment; filename="{secure_filename(name)}"',
    }
    return Response(made.content, content_type=made.type, headers=headers)


@blueprint.get("/charts/<token>.png")
def chart(token: str) -> Response:
    """A chart of sales, by its signed token; 404 for any other, and after its time."""
    image = charts.made(token, datetime.now(UTC))
    if image is None:
        return Response("not found", 404, content_type="text/plain")
    return Response(image, content_type="image/png", headers={"Cache-Control": "private, max-age=3600"})
