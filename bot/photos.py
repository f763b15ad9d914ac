"""Pictures that stores show, as they are sent: by an address that nobody can guess, as JPEG."""

from __future__ import annotations

from bot.runtime import runtime
from models import reading
from shop.errors_web import UnknownImage
from shop.image_lists import image_named
from shop.shrinking import as_jpeg


def address_of(name: str) -> str:
    """Where a picture is found from outside as WhatsApp takes it; empty for no name."""
    return f"{runtime().settings.public_url.rstrip('/')}/photos/{name}.jpg" if name else ""


def made(name: str) -> bytes | None:
    """The picture (JPEG) of that name, shown still or not, since what was sent is fetched later; None for any other."""
    try:
        with reading() as tx:
            content = image_named(tx, name, unused=True)
    except UnknownImage:
        return None
    return as_jpeg(content)
