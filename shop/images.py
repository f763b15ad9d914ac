"""Pictures that stores show: of their products, above their profile, and to be paid by. The first picture of a product
is the one that the chat shows."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, delete, or_, update
from sqlmodel import col

from models import Image, Product, Seller, Store, Tx
from shop.actors import Actor
from shop.changes import Write, Written, log_write
from shop.errors_goods import BadImage
from shop.errors_web import UnknownImage
from shop.image_lists import ids_of
from shop.shrinking import Small
from shop.stores import store_of

KIND: Final = "product.images"
MOST: Final = 8
# How long a picture that nothing shows is kept, so that what took it away can be taken back.
KEPT: Final = timedelta(days=30)


def keep(tx: Tx, store: Store, made: Small, now: datetime) -> Image:
    """Keep a picture of a store that nothing shows yet."""
    return _keep(tx, Image(seller_id=store.seller_id, store_id=store.id, unused_since=now, **_of(made, now)))


def add_image(tx: Tx, product: Product, made: Small, by: Actor, now: datetime) -> Image:
    """Show a picture of a product after those there are; BadImage where there are as many as there may be."""
    old = ids_of(tx, product)
    if len(old) >= MOST:
        raise BadImage("many", MOST)
    image = keep(tx, store_of(tx, product), made, now)
    _show(tx, product, [*old, image.id], by, now)
    return image


def replace_image(tx: Tx, product: Product, image_id: int, made: Small, by: Actor, now: datetime) -> Image:
    """Show a picture in the place of another one of the product; UnknownImage where that is none."""
    old = _having(tx, product, image_id)
    image = keep(tx, store_of(tx, product), made, now)
    _show(tx, product, [image.id if one == image_id else one for one in old], by, now)
    return image


def remove_image(tx: Tx, product: Product, image_id: int, by: Actor, now: datetime) -> None:
    """Take a picture of a product away; UnknownImage for any other."""
    old = _having(tx, product, image_id)
    _show(tx, product, [one for one in old if one != image_id], by, now)


def show_first(tx: Tx, product: Product, image: Image, by: Actor, now: datetime) -> Written:
    """Show a picture that is kept as the first of a product, in the place of the one that was."""
    return _show(tx, product, [image.id, *ids_of(tx, product)[1:]], by, now)


def show_none(tx: Tx, product: Product, by: Actor, now: datetime) -> Written:
    """Show no picture of a product any more."""
    return _show(tx, product, [], by, now)


def restore_images(tx: Tx, product: Product, seen: list[int], wanted: list[int], now: datetime) -> bool:
    """Show the pictures there were before; False, and nothing done, where others are shown or one is forgotten."""
    return ids_of(tx, product) == seen and _arrange(tx, product, wanted, now)


def set_banner(tx: Tx, seller: Seller, made: Small, now: datetime) -> Image:
    """Show a picture above a seller's profile, in the place of the one that was."""
    old = (col(Image.seller_id) == seller.id, col(Image.name) == seller.banner, col(Image.unused_since).is_(None))
    tx.changed(update(Image).where(*old).values(unused_since=now))
    image = _keep(tx, Image(seller_id=seller.id, **_of(made, now)))
    seller.banner = image.name
    tx.save(seller)
    return image


def swap(tx: Tx, old: int | None, new: int | None, now: datetime) -> bool:
    """Note that a picture is used from now on and another no more; False, and nothing done, where it is forgotten."""
    if new is not None and not tx.changed_one(update(Image).where(col(Image.id) == new).values(unused_since=None)):
        return False
    if old is not None and old != new:
        tx.changed(update(Image).where(col(Image.id) == old).values(unused_since=now))
    return True


def forget_unused(tx: Tx, now: datetime) -> int:
    """Forget the pictures that nothing has shown for a month: how many."""
    return tx.changed(delete(Image).where(col(Image.unused_since) < now - KEPT))


def _keep(tx: Tx, image: Image) -> Image:
    image.name = secrets.token_hex(16)
    return tx.save(image)


def _of(made: Small, now: datetime) -> dict[str, Any]:
    names = ("content", "thumbnail", "width", "height")
    return {"created_at": now, **{name: getattr(made, name) for name in names}}


def _is_of(product: Product) -> ColumnElement[bool]:
    return col(Image.product_id) == product.id


def _having(tx: Tx, product: Product, image_id: int) -> list[int]:
    shown = ids_of(tx, product)
    if image_id not in shown:
        raise UnknownImage(str(image_id))
    return shown


def _show(tx: Tx, product: Product, ids: Sequence[int], by: Actor, now: datetime) -> Written:
    write = Write(KIND, product.id, product.name, ids_of(tx, product), list(ids))
    if not _arrange(tx, product, ids, now):
        raise BadImage("damaged")
    return log_write(tx, store_of(tx, product), write, by, now)


def _arrange(tx: Tx, product: Product, ids: Sequence[int], now: datetime) -> bool:
    """Show these pictures of a product and no others, in this order; False, and nothing done, where one is not its."""
    tx.flush()
    mine = (col(Image.store_id) == product.store_id, or_(col(Image.product_id).is_(None), _is_of(product)))
    if tx.changed(update(Image).where(*mine, col(Image.id).in_(ids)).values(product_id=product.id)) != len(ids):
        return False
    others = (_is_of(product), col(Image.unused_since).is_(None), col(Image.id).not_in(ids))
    tx.changed(update(Image).where(*others).values(unused_since=now))
    for position, image_id in enumerate(ids, 1):
        tx.changed(update(Image).where(col(Image.id) == image_id).values(position=position, unused_since=None))
    return True
