"""The sales of several stores side by side."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from models import Store, Tx, User
from shop.calendar import between
from shop.people import stores_of_user
from shop.reports.sales import Sales, sales
from values import Money, Period


class StoreSales(Struct, frozen=True):
    """What a store sold."""

    store: Store
    sales: Sales


def sales_of_stores(tx: Tx, user: User, period: Period) -> list[StoreSales]:
    """The sales of each store that somebody works in on the days of a period, as each store's own clock counts them;
    the most sold first within a currency."""
    mine = [store for store, _ in stores_of_user(tx, user)]
    found = [StoreSales(one, sales(tx, one, between(one, period.first, period.last, period.name))) for one in mine]
    return sorted(found, key=lambda one: (one.store.currency, -one.sales.net.amount, one.store.name))


def by_currency(rows: Sequence[StoreSales]) -> list[tuple[Money, int]]:
    """The net sales and the orders sold of all of them, for each currency."""
    totals: dict[str, tuple[Money, int]] = {}
    for one in rows:
        net, sold = totals.get(one.store.currency, (Money.zero(one.store.currency), 0))
        totals[one.store.currency] = net + one.sales.net, sold + one.sales.sold
    return list(totals.values())
