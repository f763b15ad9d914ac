"""Pictures that stores show: kept as small as phones need them, and what a QR code in one says."""

from __future__ import annotations

import io
from datetime import datetime
from typing import Final

import zxingcpp
from PIL import Image, ImageOps, UnidentifiedImageError

from models import Picture, Product, Store, Tx
from shop.actors import Actor
from shop.changes import Write, Written, log_write
from shop.errors_goods import UnreadablePicture
from shop.stores import store_of

LONGEST: Final = 1280  # pixels of the longer side
QUALITY: Final = 82
MOST_PIXELS: Final = 60_000_000  # a file of a few kilobytes can claim to be larger than memory


def keep_picture(tx: Tx, store: Store, content: bytes, now: datetime) -> Picture:
    """The picture in a file, turned upright, no larger than phones show it, without what the camera wrote into it.

    UnreadablePicture for what is none.
    """
    image = _read(content)
    image.thumbnail((LONGEST, LONGEST))
    out = io.BytesIO()
    image.save(out, "JPEG", quality=QUALITY, optimize=True)
    return tx.save(
        Picture(seller_id=store.seller_id, store_id=store.id, content=out.getvalue(), created_at=now),
    )


def code_in(content: bytes) -> str:
    """The text of the QR code in a picture; empty where there is none, or more than one."""
    wanted = zxingcpp.BarcodeFormats([zxingcpp.BarcodeFormat.QRCode])
    found = {code.text for code in zxingcpp.read_barcodes(_read(content), formats=wanted)}
    return found.pop() if len(found) == 1 else ""


def set_photo(tx: Tx, product: Product, picture: Picture | None, by: Actor, now: datetime) -> Written:
    """Show this picture of a product from now on, or none."""
    old, product.photo_id = product.photo_id, picture.id if picture else None
    tx.save(product)
    write = Write("product.photo_id", product.id, product.name, old, product.photo_id)
    return log_write(tx, store_of(tx, product), write, by, now)


def _read(content: bytes) -> Image.Image:
    try:
        with Image.open(io.BytesIO(content)) as found:
            if found.width * found.height > MOST_PIXELS:
                raise UnreadablePicture
            return ImageOps.exif_transpose(found).convert("RGB")
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, Image.DecompressionBombError) as broken:
        raise UnreadablePicture from broken
