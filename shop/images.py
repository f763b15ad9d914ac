"""Pictures over the web: proved to be pictures, made small, freed of what the camera wrote, with a thumbnail."""

from __future__ import annotations

import hashlib
import io
import secrets
import warnings
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any, Final

from PIL import Image as Pillow
from PIL import ImageDraw, ImageFont, ImageOps, UnidentifiedImageError
from sqlmodel import col, func, select

from models import Image, Product, Seller, Store, Tx
from shop.actors import Actor
from shop.errors_web import BadImage, UnknownImage
from shop.events import record
from shop.pictures import keep_picture, set_photo

KINDS: Final = ("JPEG", "PNG", "WEBP", "GIF")
MOST_BYTES: Final = 5 * 1024 * 1024
MOST_PIXELS: Final = 40_000_000  # a file of a few kilobytes can claim to be larger than memory
LONGEST, THUMBNAIL = 1600, 320
QUALITY: Final = 80
MOST: Final = 8
BANNER: Final = (1200, 400)


@dataclass(frozen=True, slots=True)
class Small:
    """A picture as it is kept: WebP of the whole and of its thumbnail, and the same as it came for other uses."""

    content: bytes
    thumbnail: bytes
    width: int
    height: int
    original: bytes


def small(content: bytes) -> Small:
    """The picture in a file, by what is in it and not by its name; BadImage for anything else or anything too large."""
    if len(content) > MOST_BYTES:
        raise BadImage("bytes", MOST_BYTES)
    image = _read(content)
    image.thumbnail((LONGEST, LONGEST))
    width, height = image.size
    whole = _webp(image)
    image.thumbnail((THUMBNAIL, THUMBNAIL))
    return Small(whole, _webp(image), width, height, content)


def _read(content: bytes) -> Pillow.Image:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Pillow.DecompressionBombWarning)
            found = Pillow.open(io.BytesIO(content), formats=KINDS)
    except UnidentifiedImageError as unknown:
        raise BadImage("kind") from unknown
    except (Pillow.DecompressionBombError, Pillow.DecompressionBombWarning) as huge:
        raise BadImage("pixels", MOST_PIXELS) from huge
    except (OSError, SyntaxError, ValueError) as broken:
        raise BadImage("damaged") from broken
    if found.width * found.height > MOST_PIXELS:
        raise BadImage("pixels", MOST_PIXELS)
    try:
        upright = ImageOps.exif_transpose(found)
        return upright.convert("RGBA" if "A" in upright.getbands() or "transparency" in upright.info else "RGB")
    except (OSError, SyntaxError, ValueError, Pillow.DecompressionBombError) as broken:
        raise BadImage("damaged") from broken


def _webp(image: Pillow.Image) -> bytes:
    out = io.BytesIO()
    image.save(out, "WEBP", quality=QUALITY, method=4, exif=b"", icc_profile=None)
    return out.getvalue()


def add_image(tx: Tx, product: Product, made: Small, by: Actor, now: datetime) -> Image:
    """Show a picture of a product after those there are; the first one is sent by chat too. BadImage where there are
    as many as there may be."""
    mine = col(Image.product_id) == product.id
    count, last = tx.exec(select(func.count(col(Image.id)), func.max(Image.position)).where(mine)).one()
    if count >= MOST:
        raise BadImage("many", MOST)
    image = _keep(tx, made, now, product.seller_id, product.store_id, product.id, (last or 0) + 1)
    if product.photo_id is None:
        store = tx.session.get_one(Store, product.store_id)
        set_photo(tx, product, keep_picture(tx, store, made.original, now), by, now)
    record(tx, "product.image", product, by, now, image=image.id)
    return image


def set_banner(tx: Tx, seller: Seller, made: Small, now: datetime) -> Image:
    """Show a picture above a seller's profile."""
    image = _keep(tx, made, now, seller.id)
    seller.banner = image.name
    tx.save(seller)
    return image


def _keep(tx: Tx, made: Small, now: datetime, seller_id: int, *place: Any) -> Image:
    store_id, product_id, position = place or (None, None, 0)
    return tx.save(
        Image(
            seller_id=seller_id,
            store_id=store_id,
            product_id=product_id,
            position=position,
            name=secrets.token_hex(16),
            width=made.width,
            height=made.height,
            content=made.content,
            thumbnail=made.thumbnail,
            created_at=now,
        )
    )


def remove_image(tx: Tx, product: Product, image_id: int, by: Actor, now: datetime) -> None:
    """Take a picture of a product away; UnknownImage for any other."""
    image = tx.get(Image, image_id)
    if image is None or image.product_id != product.id:
        raise UnknownImage(str(image_id))
    tx.delete(image)
    record(tx, "product.image_removed", product, by, now, image=image_id)


@cache
def category_picture(category: str) -> bytes:
    """What stands above the profile of a seller who has sent no picture: the category's word on its own colour."""
    shade = hashlib.sha256(category.casefold().encode()).digest()
    colour = tuple(60 + part % 100 for part in shade[:3])
    image = Pillow.new("RGB", BANNER, colour)
    words = ImageDraw.Draw(image)
    words.text((BANNER[0] / 2, BANNER[1] / 2), category, "white", ImageFont.load_default(96), anchor="mm")
    return _webp(image)
