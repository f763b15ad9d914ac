"""At most one thing a seller could do, and only from what was counted."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from msgspec import Struct

from shop.reports.goods import RunningOut
from shop.reports.money_in import Owed

TOMORROW = Decimal("1.5")
MANY_UNPAID = 3


class Suggestion(Struct, frozen=True):
    """`kind` is restock (sold out although people buy it), restock_soon (gone in about a day) or collect (several
    sales are unpaid); `goods` is the product meant, `owed` the debts."""

    kind: str
    goods: RunningOut | None = None
    owed: Owed | None = None


def suggestion(low: Sequence[RunningOut], owed: Owed) -> Suggestion | None:
    """The most useful suggestion; None where the figures call for none."""
    bought = [one for one in low if one.days is not None]
    for one in bought:
        if one.left.thousandths <= 0:
            return Suggestion("restock", one)
    for one in bought:
        if one.days is not None and one.days <= TOMORROW:
            return Suggestion("restock_soon", one)
    if owed.orders - owed.claimed >= MANY_UNPAID:
        return Suggestion("collect", owed=owed)
    return None
