"""Claims, payments and refunds."""

from __future__ import annotations

import pytest
from sqlmodel import col, select

from models import Event, transaction
from shop import orders, payments
from shop.actors import Actor
from shop.errors import (
    AlreadyPaid,
    NotPaid,
    RefundTooLarge,
)
from shop.events import restored
from shop.stores import payment_ways
from tests.shop.builders import (
    NOW,
    line,
    open_shop,
    placed,
    product,
    rupiah,
)

pytestmark = pytest.mark.usefixtures("somewhere")


def test_a_claim_is_not_a_payment_and_a_payment_happens_once() -> None:
    with transaction() as tx:
        shop = open_shop(tx)
        order = placed(tx, shop, line(product(tx, shop)))
        buyer = Actor.customer(order.customer_id)
        payments.claim_payment(tx, order, buyer, NOW, "sudah transfer", "https://example.org/1.jpg")
        assert (order.payment_state, order.paid_at) == ("claimed", None)
        assert payments.reject_claim(tx, order, shop.owner, NOW).payment_state == "unpaid"
        claim = payments.claim_payment(tx, order, buyer, NOW)
        assert payments.last_claim(tx, order) == claim
        payments.mark_paid(tx, order, shop.owner, NOW)
        assert (order.payment_state, order.paid_at) == ("paid", NOW)
        for again in (payments.mark_paid, payments.claim_payment):
            with pytest.raises(AlreadyPaid):
                again(tx, order, shop.owner, NOW)


def test_at_most_what_was_paid_goes_back() -> None:
    with transaction() as tx:
        shop = open_shop(tx)
        order = placed(tx, shop, line(product(tx, shop)))
        with pytest.raises(NotPaid):
            payments.refund_order(tx, order, rupiah(1), shop.owner, NOW)
        payments.mark_paid(tx, order, shop.owner, NOW)
        payments.refund_order(tx, order, rupiah(10_000), shop.owner, NOW)
        with pytest.raises(RefundTooLarge) as refused:
            payments.refund_order(tx, order, rupiah(5_001), shop.owner, NOW)
        assert refused.value.most == rupiah(5_000)
        assert (order.refunded, order.payment_state) == (rupiah(10_000), "refunded")


def test_money_goes_back_the_way_it_came() -> None:
    with transaction() as tx:
        shop = open_shop(tx)
        order = placed(tx, shop, line(product(tx, shop)))
        payments.mark_paid(tx, order, shop.owner, NOW, payment_ways(tx, shop.store)[1])
        payments.refund_order(tx, order, rupiah(5_000), shop.owner, NOW)
        booked = [(row.kind, row.name, row.amount) for row in payments.payments_of(tx, order)]
        assert booked == [("transfer", "Transfer", 1_500_000), ("transfer", "Transfer", -500_000)]


def test_calling_off_an_order_of_which_a_part_went_back_leaves_the_rest_to_be_given_back() -> None:
    with transaction() as tx:
        shop = open_shop(tx)
        order = placed(tx, shop, line(product(tx, shop)))
        payments.mark_paid(tx, order, shop.owner, NOW)
        payments.refund_order(tx, order, rupiah(5_000), shop.owner, NOW)
        orders.cancel_order(tx, order, "", shop.owner, NOW)
        due = tx.exec(select(Event).where(col(Event.name) == "order.refund_due")).one()
        assert restored(due.data)["total"] == rupiah(10_000)
