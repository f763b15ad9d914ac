"""A customer's carts beyond the open one."""

from __future__ import annotations

from models import Cart, Customer, Order, Store, Tx
from shop.errors import CartChanged
from shop.order_views import orders_of_customer


def own_cart(tx: Tx, store: Store, customer: Customer, cart_id: int) -> Cart:
    """The customer's cart of that id at a store, placed or not; any other is refused as CartChanged."""
    cart = tx.get(Cart, cart_id)
    if cart is None or (cart.store_id, cart.customer_id) != (store.id, customer.id):
        raise CartChanged
    return cart


def proof_due(tx: Tx, store: Store, customer: Customer) -> Order | None:
    """The order whose payment a picture may prove: the newest unpaid one, unless it is paid in cash."""
    found = unpaid_order(tx, store, customer)
    return found if found is not None and found.payment_kind != "cash" else None


def unpaid_order(tx: Tx, store: Store, customer: Customer) -> Order | None:
    """The newest of the customer's last orders that can still be paid."""
    for order in orders_of_customer(tx, store, customer):
        if order.state != "cancelled" and order.payment_state in ("unpaid", "claimed"):
            return order
    return None
