"""The order that is meant by a number, by a customer's name, or as the last one."""

from __future__ import annotations

from models import OPEN_STATES, Customer, Order, Store, Tx
from shop.errors import AmbiguousOrder, UnknownOrder
from shop.order_views import customers_order, last_order, order_by_number, orders_by_name


def find_order(tx: Tx, store: Store, customer: Customer | None, number: int | None, name: str) -> Order:
    """The order of that number, else of the customer called that, else the newest one.

    A customer finds his own orders alone. Refused: UnknownOrder, and AmbiguousOrder where a name fits several open
    orders.
    """
    if number is not None:
        return customers_order(tx, store, customer, number) if customer else order_by_number(tx, store, number)
    if name and customer is None:
        return _of_name(tx, store, name)
    last = last_order(tx, store, customer)
    if last is None:
        raise UnknownOrder(name)
    return last


def _of_name(tx: Tx, store: Store, name: str) -> Order:
    found = orders_by_name(tx, store, name)
    open_ones = [order for order in found if order.state in OPEN_STATES]
    if not found:
        raise UnknownOrder(name)
    if len(open_ones) > 1:
        raise AmbiguousOrder(name, tuple(order.number for order in open_ones))
    return found[0]


def order_by_id(tx: Tx, store: Store, key: int) -> Order:
    """The store's order of that id; UnknownOrder for any other."""
    order = tx.get(Order, key)
    if order is None or order.store_id != store.id:
        raise UnknownOrder(str(key))
    return order
