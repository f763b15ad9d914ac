"""Options as programs change them, by their ids."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from msgspec import Struct
from sqlmodel import col, delete, select

from models import Option, OptionGroup, Product, ProductOptionGroup, Tx
from shop.actors import Actor
from shop.errors import NotAValue
from shop.errors_web import UnknownChoice
from shop.events import record
from shop.options import NewGroup, add_group, offer_groups
from shop.stores import bump_catalogue, store_of
from values import Money

MOST_GROUPS: Final = 20


class Setting(Struct, frozen=True):
    """What an option adds to the price of one unit, and whether it is to be had."""

    price: Money
    available: bool


def offer_new(tx: Tx, product: Product, new: NewGroup, by: Actor, now: datetime) -> OptionGroup:
    """Let a product offer a group of options of its own; NotAValue for two of the same name, or too many groups."""
    names = [option.name.casefold() for option in new.options]
    mine = select(ProductOptionGroup.group_id).where(col(ProductOptionGroup.product_id) == product.id)
    if len(set(names)) < len(names) or len(tx.exec(mine).all()) >= MOST_GROUPS:
        raise NotAValue("options")
    group = add_group(tx, store_of(tx, product), new)
    offer_groups(tx, product, (group,))
    record(tx, "product.options", product, by, now, group=group.id, name=group.name)
    return group


def withdraw(tx: Tx, product: Product, group_id: int, by: Actor, now: datetime) -> None:
    """Let a product offer a group no longer; UnknownChoice if it did not. What was ordered keeps its options."""
    link = (col(ProductOptionGroup.product_id) == product.id, col(ProductOptionGroup.group_id) == group_id)
    if not tx.changed(delete(ProductOptionGroup).where(*link)):
        raise UnknownChoice(str(group_id))
    bump_catalogue(tx, store_of(tx, product))
    record(tx, "product.options_removed", product, by, now, group=group_id)


def set_option(tx: Tx, product: Product, option_id: int, to: Setting, by: Actor, now: datetime) -> None:
    """Set what an option of a product adds to the price, and whether it is to be had; UnknownChoice for any other."""
    mine = select(Option).join(ProductOptionGroup, col(ProductOptionGroup.group_id) == Option.group_id)
    option = tx.exec(mine.where(col(ProductOptionGroup.product_id) == product.id, col(Option.id) == option_id)).first()
    if option is None:
        raise UnknownChoice(str(option_id))
    option.price_amount, option.available = to.price.amount, to.available
    tx.save(option)
    bump_catalogue(tx, store_of(tx, product))
    record(tx, "product.option", product, by, now, option=option_id, price=to.price, available=to.available)
