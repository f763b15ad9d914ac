"""What a week or a month tells besides the figures: its days beside each other, loyalty, what lies still, old debts."""

from __future__ import annotations

from datetime import date, datetime
from typing import Final

from msgspec import Struct

from models import Store, Tx
from shop.credit_views import debts
from shop.reports.days import net_by_day
from shop.reports.goods import counted_left, sold
from shop.reports.rhythm import buyers
from values import Money, Period, Quantity

MOST: Final = 5
ALL: Final = 1_000
FRESH, OLD = 7, 30


class Day(Struct, frozen=True):
    """A day and its net sales."""

    day: date
    net: Money


class Still(Struct, frozen=True):
    """A product of which something lies there and nothing was sold."""

    name: str
    unit: str
    left: Quantity


class Ageing(Struct, frozen=True):
    """What customers owe on credit, by how old its oldest part is: up to a week, up to thirty days, older."""

    fresh: Money
    middle: Money
    old: Money
    people: int

    @property
    def total(self) -> Money:
        return self.fresh + self.middle + self.old


class Stretch(Struct, frozen=True):
    """The best and the worst day on which something was sold (None where there are not two), how many percent of the
    buyers had bought before (None: nobody bought), what lay still and how many such products there are, and debts."""

    best: Day | None
    worst: Day | None
    repeat: int | None
    still: tuple[Still, ...]
    still_count: int
    ageing: Ageing


def stretch(tx: Tx, store: Store, period: Period, now: datetime) -> Stretch:
    """A period of several days, up to the present one."""
    days = [Day(day, net) for day, net in net_by_day(tx, store, period, now) if net.amount > 0]
    ranked = sorted(days, key=lambda one: (-one.net.amount, one.day))
    best, worst = (ranked[0], ranked[-1]) if len(ranked) > 1 else (None, None)
    who = buyers(tx, store, period)
    everybody = who.new + who.returning
    still = _still(tx, store, period)
    repeat = round(who.returning * 100 / everybody) if everybody else None
    return Stretch(best, worst, repeat, tuple(still[:MOST]), len(still), ageing(tx, store, now))


def _still(tx: Tx, store: Store, period: Period) -> list[Still]:
    moved = {one.product_id for one in sold(tx, store, period)}
    lying = [(product, left) for product, left in counted_left(tx, store) if left.thousandths > 0]
    found = [
        (product.price.times(left).amount, Still(product.name, product.unit, left))
        for product, left in lying
        if product.id not in moved and product.created_at < period.starts_at
    ]
    return [one for _, one in sorted(found, key=lambda pair: -pair[0])]


def ageing(tx: Tx, store: Store, now: datetime) -> Ageing:
    """The debts of a store as of now."""
    zero = Money.zero(store.currency)
    sums = {"fresh": zero, "middle": zero, "old": zero}
    found = debts(tx, store, now, most=ALL)
    for debt in found.rows:
        age = "fresh" if debt.days <= FRESH else "middle" if debt.days <= OLD else "old"
        sums[age] += debt.balance
    return Ageing(**sums, people=found.count)
