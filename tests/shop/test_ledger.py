"""Whatever happens, movements explain the levels."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st
from sqlmodel import SQLModel

from models import Product, Tx, connect, transaction
from shop import order_finding, orders, placing, stock
from shop.errors import ShopError
from tests.shop.builders import (
    NOW,
    check_invariants,
    customer,
    filled,
    line,
    open_shop,
    reopened,
    weighed,
)
from values import Quantity

STEPS = st.lists(
    st.tuples(st.sampled_from(["set", "add", "remove", "order", "ship", "cancel"]), st.integers(0, 12)), max_size=25
)


@settings(max_examples=40, deadline=None)
@given(steps=STEPS)
def test_whatever_happens_the_ledger_explains_the_level(steps: list[tuple[str, int]]) -> None:
    with TemporaryDirectory() as folder:
        engine = connect(f"sqlite:///{Path(folder) / 'shop.db'}")
        SQLModel.metadata.create_all(engine)
        with transaction() as tx:
            shop = open_shop(tx)
            flour = weighed(tx, shop, "Tepung", 12_345, "0.7")
        for name, tenths in steps:
            _try(name, Quantity(100 * tenths), flour.id)
            with transaction() as tx:
                check_invariants(tx)
        engine.dispose()


def _try(name: str, quantity: Quantity, product_id: int) -> None:
    """Do something, be it possible or not, in a transaction of its own."""
    try:
        with transaction() as tx:
            _do(tx, name, quantity, tx.session.get_one(Product, product_id))
    except ShopError:
        return


def _do(tx: Tx, name: str, quantity: Quantity, item: Product) -> None:
    shop = reopened(tx)
    if name == "order":
        order_cart = filled(tx, shop, customer(tx, shop), line(item, str(quantity.decimal)))
        placing.place_order(tx, order_cart, order_cart.version, NOW)
    elif name in ("ship", "cancel"):
        order = order_finding.find_order(tx, shop.store, None, None, "")
        order.fulfilment = "delivery"
        if name == "cancel":
            orders.cancel_order(tx, order, "", shop.owner, NOW)
        else:
            orders.confirm_order(tx, order, shop.owner, NOW)
            orders.ship_order(tx, order, shop.owner, NOW)
    else:
        {"set": stock.set_stock, "add": stock.add_stock, "remove": stock.remove_stock}[name](
            tx, item, quantity, shop.owner, NOW
        )
