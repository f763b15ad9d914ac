"""Prices of many products at once, raised or lowered by a share."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any, Final

from sqlmodel import col, select

from models import Product, Store, Tx
from shop.actors import Actor
from shop.changes import Write, log_write
from shop.errors import NotAValue, UnknownProduct
from shop.imports import KIND, PriceChange
from shop.names import name_key
from shop.stores import bump_catalogue
from values import Money

MOST_PERCENT: Final = 300


def changed_prices(tx: Tx, store: Store, category: str, percent: int) -> list[PriceChange]:
    """What the prices of a category, of everything where it is empty, would become; rounded to what the currency shows.

    Refused: UnknownProduct for a category that no product has, NotAValue for a share that leaves no price.
    """
    if not -100 < percent <= MOST_PERCENT or not percent:
        raise NotAValue("price")
    mine = select(Product).where(col(Product.store_id) == store.id, col(Product.removed_at).is_(None))
    everything = list(tx.exec(mine.order_by(col(Product.position))))
    wanted = _named({name_key(one.category) for one in everything}, name_key(category))
    found = [one for one in everything if not category or name_key(one.category) == wanted]
    if not found or wanted == "" and category:
        raise UnknownProduct(category)
    share = Decimal(100 + percent) / 100
    return [PriceChange(one, one.price, Money.of(one.price.main_units * share, store.currency)) for one in found]


def _named(categories: set[str], said: str) -> str:
    """The category that the words said hold, the longest of several; empty where they hold none."""
    words = f" {said} "
    return max((one for one in categories if one and f" {one} " in words), key=len, default="")


def set_prices(tx: Tx, store: Store, changes: Sequence[PriceChange], by: Actor, now: datetime) -> None:
    """Set them all, as one write that *undo* takes back as one."""
    for change in changes:
        change.product.price_amount = change.new.amount
        tx.save(change.product)
    old = {str(change.product.id): change.old.amount for change in changes}
    new: dict[str, Any] = {"added": [], "prices": {str(change.product.id): change.new.amount for change in changes}}
    bump_catalogue(tx, store)
    log_write(tx, store, Write(KIND, store.id, store.name, {"prices": old}, new), by, now)
