"""Pictures that are shown, without opening them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from msgspec import Struct
from sqlalchemy import select
from sqlmodel import col

from models import Image, Product, Tx, among
from shop.errors_web import UnknownImage


class Shown(Struct, frozen=True):
    """A product's picture without its bytes."""

    id: int
    name: str
    width: int
    height: int


# Made once: making it takes as long as asking it.
_OF_PRODUCTS = (
    select(col(Image.product_id), col(Image.id), col(Image.name), col(Image.width), col(Image.height))
    .where(among(Image.product_id, "products"), col(Image.unused_since).is_(None))
    .order_by(col(Image.position), col(Image.id))
)


def images_of(tx: Tx, product_ids: Iterable[int]) -> dict[int, list[Shown]]:
    """The pictures of products, in their order."""
    found: dict[int, list[Shown]] = defaultdict(list)
    for row in tx.rows(_OF_PRODUCTS, {"products": list(product_ids)}):
        found[row.product_id].append(Shown(row.id, row.name, row.width, row.height))
    return found


def ids_of(tx: Tx, product: Product) -> list[int]:
    """The ids of a product's pictures, in their order."""
    return [one.id for one in images_of(tx, [product.id])[product.id]]


def first_of(tx: Tx, product: Product) -> str:
    """The address of the picture that the chat shows of a product; empty without any."""
    return next((one.name for one in images_of(tx, [product.id])[product.id]), "")


def name_of(tx: Tx, image_id: int) -> str:
    """The address of a picture; UnknownImage for any other."""
    found = tx.session.execute(select(col(Image.name)).where(col(Image.id) == image_id)).scalar_one_or_none()
    if found is None:
        raise UnknownImage(str(image_id))
    return str(found)


def image_named(tx: Tx, name: str, thumbnail: bool = False, unused: bool = False) -> bytes:
    """A picture (WebP) by its address; UnknownImage for any other, and for one that nothing shows any more unless
    those are asked for too."""
    part = col(Image.thumbnail if thumbnail else Image.content)
    wanted = select(part).where(col(Image.name) == name)
    if not unused:
        wanted = wanted.where(col(Image.unused_since).is_(None))
    found = tx.session.execute(wanted).scalar_one_or_none()
    if found is None:
        raise UnknownImage(name)
    return bytes(found)
