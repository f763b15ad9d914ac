"""Finding orders as people speak of them."""

from __future__ import annotations

import pytest

from models import transaction
from shop import order_finding, order_views, orders
from shop.errors import (
    AmbiguousOrder,
    ShopError,
    UnknownOrder,
)
from tests.shop.builders import (
    NOW,
    customer,
    line,
    open_shop,
    placed,
    product,
    rupiah,
)

pytestmark = pytest.mark.usefixtures("somewhere")


def test_orders_are_found_by_number_customer_name_and_newest() -> None:
    with transaction() as tx:
        shop, other = open_shop(tx), open_shop(tx, "whatsapp:+628111000010")
        rice = product(tx, shop)
        first, second = placed(tx, shop, line(rice)), placed(tx, shop, line(rice), phone="whatsapp:+6281200003")
        assert order_views.order_by_number(tx, shop.store, 1001).id == first.id
        last = order_views.last_order(tx, shop.store)
        assert last is not None
        assert last.id == second.id
        found = order_views.orders_by_name(tx, shop.store, "bud")
        assert [order.number for order in found] == [1002, 1001]
        assert [order.number for order in order_views.list_orders(tx, shop.store, ["pending"])] == [1002, 1001]
        assert order_views.list_orders(tx, other.store) == []
        for wrong in (
            lambda: order_views.order_by_number(tx, other.store, 1001),
            lambda: order_views.customers_order(tx, shop.store, customer(tx, shop), 1002),
        ):
            with pytest.raises(ShopError, match="unknown_order"):
                wrong()
        view = order_views.order_view(tx, first)
        assert (view.customer, view.steps, view.lines[0].amount) == ("Budi", ("confirm", "cancel"), rupiah(15_000))


def test_an_order_is_found_as_it_is_spoken_of() -> None:
    with transaction() as tx:
        shop = open_shop(tx)
        rice = product(tx, shop)
        first, second = placed(tx, shop, line(rice)), placed(tx, shop, line(rice), phone="whatsapp:+6281200003")
        buyer = customer(tx, shop)
        assert order_finding.find_order(tx, shop.store, None, 1001, "").id == first.id
        assert order_finding.find_order(tx, shop.store, None, None, "").id == second.id
        assert order_finding.find_order(tx, shop.store, buyer, None, "").id == first.id
        with pytest.raises(AmbiguousOrder) as refused:
            order_finding.find_order(tx, shop.store, None, None, "budi")
        assert refused.value.orders == (1002, 1001)
        orders.cancel_order(tx, second, "", shop.owner, NOW)
        assert order_finding.find_order(tx, shop.store, None, None, "budi").id == first.id
        for whose, number, name in ((buyer, 1002, ""), (None, 1003, ""), (None, None, "Siti")):
            with pytest.raises(UnknownOrder):
                order_finding.find_order(tx, shop.store, whose, number, name)
