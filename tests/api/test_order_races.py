"""Orders and carts at the same moment, on both databases: nothing is sold twice, and nobody is two customers."""

from __future__ import annotations

from sqlmodel import col, func, select

from models import Cart, Customer, Order, StockLevel, reading
from tests.api.client import Api
from tests.api.test_orders import order_of
from tests.api.test_races import AT_ONCE, anywhere, together
from tests.shop.builders import check_invariants

__all__ = ["anywhere"]


def test_the_last_ones_are_sold_once(anywhere: Api) -> None:  # noqa: F811 - the fixture of that name
    product = anywhere.product(anywhere.shop(), stock="3")
    nobody = anywhere.nobody()
    answers = together(lambda: nobody.post("/public/orders", order_of(product, 1)))
    assert sorted(answer.status_code for answer in answers) == [201] * 3 + [400] * (AT_ONCE - 3)
    with reading() as tx:
        assert tx.exec(select(func.count(col(Order.id)))).one() == 3
        assert tx.exec(select(func.count(col(Customer.id)))).one() == 1
        assert tx.exec(select(StockLevel.reserved)).one() == 3000
        check_invariants(tx)


def test_a_guest_who_asks_twice_at_once_has_one_cart(anywhere: Api) -> None:  # noqa: F811
    anywhere.shop()
    nobody = anywhere.nobody()
    answers = together(lambda: nobody.get("/cart", X_Session_Id="web-session-0001"))
    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.json["data"]["id"] for answer in answers}) == 1
    with reading() as tx:
        assert tx.exec(select(func.count(col(Cart.id)))).one() == 1
