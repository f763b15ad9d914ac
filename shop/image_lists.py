"""Pictures that are kept, without opening them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import select
from sqlmodel import col

from models import Image, Tx
from shop.errors_web import UnknownImage


@dataclass(frozen=True, slots=True)
class Shown:
    """A product's picture without its bytes."""

    id: int
    name: str
    width: int
    height: int


def images_of(tx: Tx, product_ids: Iterable[int]) -> dict[int, list[Shown]]:
    """The pictures of products, in their order."""
    columns = (col(Image.product_id), col(Image.id), col(Image.name), col(Image.width), col(Image.height))
    mine = select(*columns).where(col(Image.product_id).in_(list(product_ids)))
    found: dict[int, list[Shown]] = defaultdict(list)
    for product_id, *rest in tx.session.execute(mine.order_by(col(Image.position), col(Image.id))):
        found[product_id].append(Shown(*rest))
    return found


def image_named(tx: Tx, name: str, thumbnail: bool) -> bytes:
    """A picture by its address; UnknownImage for any other."""
    part = col(Image.thumbnail if thumbnail else Image.content)
    found = tx.session.execute(select(part).where(col(Image.name) == name)).scalar_one_or_none()
    if found is None:
        raise UnknownImage(name)
    return bytes(found)
