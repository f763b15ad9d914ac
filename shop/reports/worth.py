"""What the stock is worth and how long it lasts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from msgspec import Struct

from models import Store, Tx
from shop.reports.goods import counted_left, pace_of
from values import Money, Quantity


class Cover(Struct, frozen=True):
    """A product in stock: what it is worth at its selling price, and for how many days it lasts (None: none sold)."""

    name: str
    unit: str
    left: Quantity
    value: Money
    days: Decimal | None


class Worth(Struct, frozen=True):
    """The stock of a store at selling prices, the most valuable products first."""

    total: Money
    products: int
    largest: Sequence[Cover]
    sitting: Sequence[Cover]


def worth(tx: Tx, store: Store, now: datetime, limit: int = 5) -> Worth:
    """The value of what can be sold; `sitting` is what nobody bought in two weeks."""
    pace, days = pace_of(tx, store, now)
    found = []
    for product, left in counted_left(tx, store):
        lately = pace.get(product.id, Quantity(0))
        cover = (left.decimal * days / lately.decimal).quantize(Decimal(1)) if lately.thousandths else None
        found.append(Cover(product.name, product.unit, left, product.price.times(left), cover))
    found.sort(key=lambda one: -one.value.amount)
    total = Money(sum(one.value.amount for one in found), store.currency)
    stocked = [one for one in found if one.left.thousandths > 0]
    return Worth(total, len(stocked), stocked[:limit], [one for one in stocked if one.days is None][:limit])
