"""Writing the catalogue: every write bumps its version and can be taken back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from msgspec import Struct
from sqlmodel import col, delete, func, select

from models import APPROVED, Product, ProductAlias, ProductUnit, Store, Tx
from shop import approvals
from shop.actors import Actor
from shop.calendar import business_day, starts_at
from shop.changes import Write, Written, log_write
from shop.errors import DuplicateProduct, NotAValue
from shop.ledger import Move, locked_level, move
from shop.names import name_key
from shop.stores import bump_catalogue, store_of
from values import THOUSANDTHS, Money, Quantity

BIG_CHANGE = 2


class NewProduct(Struct, frozen=True):
    """What is known of a product to add; without `quantity` its stock is not counted."""

    name: str
    price: Money
    quantity: Quantity | None = None
    unit: str = ""
    category: str = ""
    description: str = ""
    step: Quantity = Quantity(THOUSANDTHS)
    aliases: tuple[str, ...] = ()
    units: tuple[tuple[str, Quantity], ...] = ()


def add_product(tx: Tx, store: Store, new: NewProduct, by: Actor, now: datetime) -> Product:
    """Add a product at the end of the menu; a product of the same name is refused."""
    product = create_product(tx, store, new, by, now)
    _log(tx, store, Write("product.add", product.id, product.name, None, new.price), by, now)
    return product


def create_product(tx: Tx, store: Store, new: NewProduct, by: Actor, now: datetime) -> Product:
    """The same as a part of a larger write, which the caller logs."""
    key = name_key(new.name)
    if not key or len(new.name) > 120:
        raise NotAValue("name")
    _check_price(store, new.price)
    same = tx.exec(select(Product).where(col(Product.store_id) == store.id, col(Product.key) == key)).first()
    if same is not None:
        raise DuplicateProduct(same.name, same.hidden)
    last = tx.exec(select(func.max(Product.position)).where(col(Product.store_id) == store.id)).one()
    approval = approvals.state_of_new(by)
    product = tx.save(
        Product(
            seller_id=store.seller_id,
            store_id=store.id,
            name=new.name.strip(),
            key=key,
            description=new.description,
            category=new.category,
            unit=new.unit,
            step=new.step.thousandths,
            price_amount=new.price.amount,
            currency=store.currency,
            tracked=new.quantity is not None,
            hidden=approval != APPROVED,
            approval=approval,
            position=(last or 0) + 1,
            created_at=now,
        )
    )
    _name_it(tx, product, new)
    if new.quantity is not None:
        move(tx, product, locked_level(tx, product), Move("in", new.quantity.thousandths), by, now)
    return product


def take_off(tx: Tx, product: Product, now: datetime) -> None:
    """Let a product be gone for good: off the menu, its name free again; what was ordered of it stays."""
    product.hidden, product.removed_at = True, now
    product.key = f"{product.key}#{product.id}"[-140:]
    tx.save(product)


def _name_it(tx: Tx, product: Product, new: NewProduct) -> None:
    belongs = {"seller_id": product.seller_id, "store_id": product.store_id, "product_id": product.id}
    for alias in new.aliases:
        tx.add(ProductAlias(**belongs, name=alias))
    for name, quantity in new.units:
        tx.add(ProductUnit(**belongs, name=name, thousandths=quantity.thousandths))
    tx.flush()


def set_price(tx: Tx, product: Product, price: Money, by: Actor, now: datetime) -> Written:
    """Set the price of one base unit. Placed orders keep theirs; open carts are told at the next look."""
    store = store_of(tx, product)
    _check_price(store, price)
    old, product.price_amount = product.price, price.amount
    tx.save(product)
    return _log(tx, store, Write("product.price", product.id, product.name, old, price, product.unit), by, now)


def moved_price(product: Product, by: Money) -> Money:
    """What a product costs when so much is added to its price, or taken off where `by` is below zero.

    Refused: NotAValue for money of another currency, and where nothing would be left of the price.
    """
    if by.currency != product.price.currency or product.price.amount + by.amount <= 0:
        raise NotAValue("price")
    return product.price + by


def is_big_change(old: Money, new: Money) -> bool:
    """Whether a price moves by more than half, so that somebody should say yes first."""
    return old.amount > 0 and abs(new.amount - old.amount) * BIG_CHANGE > old.amount


def hide(tx: Tx, product: Product, by: Actor, now: datetime) -> Written:
    """Take a product off the menu; its stock and history stay."""
    return _set(tx, product, "hidden", True, by, now)


def show(tx: Tx, product: Product, by: Actor, now: datetime) -> Written:
    """Put a product back on the menu, and end its being sold out."""
    product.sold_out_until = None
    return _set(tx, product, "hidden", False, by, now)


def set_hidden(tx: Tx, product: Product, hidden: bool, by: Actor, now: datetime) -> None:
    """Take a product off the menu or put it back, unless it is so; one that is not approved is asked for or not."""
    if product.approval != APPROVED:
        (approvals.withdraw if hidden else approvals.ask)(tx, product, by, now)
    elif hidden != product.hidden:
        (hide if hidden else show)(tx, product, by, now)


def sold_out(tx: Tx, product: Product, by: Actor, now: datetime, until: datetime | None = None) -> Written:
    """Mark a product as sold out until then, or until the next business day begins; its counted stock stays."""
    store = store_of(tx, product)
    tomorrow = starts_at(store, business_day(store, now) + timedelta(days=1))
    return _set(tx, product, "sold_out_until", until or tomorrow, by, now)


def back_in_stock(tx: Tx, product: Product, by: Actor, now: datetime) -> Written:
    """End a product's being sold out."""
    return _set(tx, product, "sold_out_until", None, by, now)


def rename(tx: Tx, product: Product, name: str, by: Actor, now: datetime) -> Written:
    """Give a product another name; the old one stays known as an alias."""
    key = name_key(name)
    taken = select(Product).where(col(Product.store_id) == product.store_id, col(Product.key) == key)
    same = tx.exec(taken.where(col(Product.id) != product.id)).first()
    if not key or len(name) > 120:
        raise NotAValue("name")
    if same is not None:
        raise DuplicateProduct(same.name, same.hidden)
    set_aliases(tx, product, [*aliases_of(tx, product), product.name])
    product.key = key
    return _set(tx, product, "name", name.strip(), by, now)


def set_category(tx: Tx, product: Product, category: str, by: Actor, now: datetime) -> Written:
    """Put a product under another heading of the menu; an empty one takes it out of all."""
    return _set(tx, product, "category", " ".join(category.split())[:60], by, now)


def set_unit(tx: Tx, product: Product, unit: str, by: Actor, now: datetime) -> Written:
    """Say in what a product is sold; its price and stock stay the numbers they are."""
    return _set(tx, product, "unit", " ".join(unit.split())[:20], by, now)


def remove(tx: Tx, product: Product, by: Actor, now: datetime) -> Written:
    """Delete a product from the menu for good; orders that hold it stay as they are."""
    store = store_of(tx, product)
    write = Write("product.remove", product.id, product.name, product.price, None)
    take_off(tx, product, now)
    return _log(tx, store, write, by, now)


def aliases_of(tx: Tx, product: Product) -> list[str]:
    """The other names of a product."""
    mine = select(ProductAlias.name).where(col(ProductAlias.product_id) == product.id)
    return list(tx.exec(mine.order_by(col(ProductAlias.id))))


def set_aliases(tx: Tx, product: Product, aliases: Sequence[str]) -> None:
    """Replace the other names of a product."""
    tx.changed(delete(ProductAlias).where(col(ProductAlias.product_id) == product.id))
    belongs = {"seller_id": product.seller_id, "store_id": product.store_id, "product_id": product.id}
    for name in dict.fromkeys(aliases):
        tx.add(ProductAlias(**belongs, name=name))
    tx.flush()
    bump_catalogue(tx, store_of(tx, product))


def _set(tx: Tx, product: Product, field: str, new: Any, by: Actor, now: datetime) -> Written:
    old = getattr(product, field)
    name = product.name
    setattr(product, field, new)
    tx.save(product)
    return _log(tx, store_of(tx, product), Write(f"product.{field}", product.id, name, old, new), by, now)


def _log(tx: Tx, store: Store, write: Write, by: Actor, now: datetime) -> Written:
    bump_catalogue(tx, store)
    return log_write(tx, store, write, by, now)


def _check_price(store: Store, price: Money) -> None:
    if price.amount < 0 or price.currency != store.currency:
        raise NotAValue("price")
