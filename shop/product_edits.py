"""Changing a product as a whole: what is told anew is set, what is the same is left alone."""

from __future__ import annotations

from datetime import datetime

from msgspec import Struct

from models import Product, Tx
from shop import products, stock
from shop.actors import Actor
from shop.events import record
from shop.stores import bump_catalogue, store_of
from values import Money, Quantity


class ProductEdit(Struct, frozen=True):
    """What a product is to be. `quantity` None leaves its stock as it is."""

    name: str
    price: Money
    description: str = ""
    category: str = ""
    unit: str = ""
    aliases: tuple[str, ...] = ()
    hidden: bool = False
    quantity: Quantity | None = None


def replace_product(tx: Tx, product: Product, new: ProductEdit, by: Actor, now: datetime) -> Product:
    """Set everything of a product that differs; each part can be taken back as if it had been set alone."""
    _rename_and_price(tx, product, new, by, now)
    for field, write in (("category", products.set_category), ("unit", products.set_unit)):
        if getattr(new, field) != getattr(product, field):
            write(tx, product, getattr(new, field), by, now)
    products.set_hidden(tx, product, new.hidden, by, now)
    if set(new.aliases) != set(products.aliases_of(tx, product)):
        products.set_aliases(tx, product, new.aliases)
    if new.quantity is not None:
        stock.set_stock(tx, product, new.quantity, by, now)
    return product


def _rename_and_price(tx: Tx, product: Product, new: ProductEdit, by: Actor, now: datetime) -> None:
    if new.name.strip() != product.name:
        products.rename(tx, product, new.name, by, now)
    if new.price != product.price:
        products.set_price(tx, product, new.price, by, now)
    if new.description != product.description:
        _describe(tx, product, new.description, by, now)


def _describe(tx: Tx, product: Product, description: str, by: Actor, now: datetime) -> None:
    product.description = description
    tx.save(product)
    record(tx, "product.described", product, by, now)
    bump_catalogue(tx, store_of(tx, product))
